package dev.nudge.api.idempotency;

import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Applies idempotency keys to every authenticated POST under {@code /api}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IdempotencyProperties.class)
public class IdempotencyConfiguration {

    private static final int AFTER_SECURITY = 0;

    @Bean
    Claims apiClaims(MongoTemplate store, IdempotencyProperties properties,
            @Qualifier("apiClock") InstantSource clock) {
        return new Claims(store, properties, clock);
    }

    @Bean
    FilterRegistrationBean<IdempotencyFilter> apiIdempotency(Claims claims,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver exceptionResolver) {
        FilterRegistrationBean<IdempotencyFilter> registration = new FilterRegistrationBean<>(
                new IdempotencyFilter(claims, exceptionResolver));
        registration.addUrlPatterns("/api/*");
        registration.setOrder(AFTER_SECURITY);
        return registration;
    }
}
