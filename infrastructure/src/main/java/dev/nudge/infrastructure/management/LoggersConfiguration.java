package dev.nudge.infrastructure.management;

import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

/**
 * The levels of the log can be read and changed from the machine itself only: whoever changes them can hide what
 * happens, or make libraries log personal data. Spring Boot loads this class by name, on whichever port the endpoints
 * are.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
class LoggersConfiguration {

    @Bean
    FilterRegistrationBean<LocalOnly> loggersAreLocal(WebEndpointProperties endpoints) {
        String path = endpoints.getBasePath() + "/" + endpoints.getPathMapping().getOrDefault("loggers", "loggers");
        FilterRegistrationBean<LocalOnly> filter = new FilterRegistrationBean<>(new LocalOnly());
        filter.addUrlPatterns(path, path + "/*");
        return filter;
    }
}
