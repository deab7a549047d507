package dev.nudge.api.user;

import dev.nudge.api.store.Store;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The users, and how they come into being. */
@Configuration(proxyBeanMethods = false)
public class UserConfiguration {

    @Bean
    Users apiUsers(Store store) {
        return new Users(store);
    }

    @Bean
    WebMvcConfigurer apiNewcomers(Store store, Users users) {
        Newcomers newcomers = new Newcomers(new Organizations(store), users);
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(newcomers).addPathPatterns("/api/**");
            }
        };
    }
}
