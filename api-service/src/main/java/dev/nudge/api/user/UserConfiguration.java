package dev.nudge.api.user;

import dev.nudge.api.organization.Organizations;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The users, the route for their settings, and the provisioning of users and organizations. */
@Configuration(proxyBeanMethods = false)
@Import(UserController.class)
public class UserConfiguration {

    @Bean
    @Order(1)
    Users apiUsers(MongoTemplate store) {
        return new Users(store);
    }

    @Bean
    WebMvcConfigurer apiUserProvisioning(Organizations organizations, Users users) {
        UserProvisioning provisioning = new UserProvisioning(organizations, users);
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(provisioning).addPathPatterns("/api/**");
            }
        };
    }
}
