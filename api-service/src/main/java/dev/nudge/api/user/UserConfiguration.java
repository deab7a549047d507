package dev.nudge.api.user;

import dev.nudge.api.store.Store;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The users and organizations, how they come into being, and the routes to their settings. */
@Configuration(proxyBeanMethods = false)
@Import(OrganizationController.class)
public class UserConfiguration {

    @Bean
    @Order(1)
    Users apiUsers(Store store) {
        return new Users(store);
    }

    @Bean
    @Order(2)
    Organizations apiOrganizations(Store store) {
        return new Organizations(store);
    }

    @Bean
    WebMvcConfigurer apiNewcomers(Organizations organizations, Users users) {
        Newcomers newcomers = new Newcomers(organizations, users);
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(newcomers).addPathPatterns("/api/**");
            }
        };
    }
}
