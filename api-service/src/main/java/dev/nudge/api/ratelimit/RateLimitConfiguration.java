package dev.nudge.api.ratelimit;

import java.time.Duration;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The optional rate limits of organizations and of callbacks, and the queue for heavy requests. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RateLimitProperties.class)
public class RateLimitConfiguration implements WebMvcConfigurer {

    private static final int REMEMBERED_ORGANIZATIONS = 10_000;
    /** After Spring Security's filter (-100), which identifies the caller, and before idempotency keys are claimed. */
    private static final int ORDER = -1;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new HeavyRequests(LONGEST_WAIT)).addPathPatterns("/api/**");
    }

    @Bean
    FilterRegistrationBean<RateLimitFilter> apiRateLimit(RateLimitProperties properties,
            @Qualifier("apiClock") InstantSource clock) {
        Double limit = properties.requestsPerSecond();
        double perSecond = limit == null ? 1 : limit;
        int burst = properties.burstOr(perSecond);
        FilterRegistrationBean<RateLimitFilter> registration = new FilterRegistrationBean<>(new RateLimitFilter(
                new TokenBuckets(perSecond, burst, REMEMBERED_ORGANIZATIONS, clock), burst));
        registration.setEnabled(limit != null);
        registration.setOrder(ORDER);
        registration.addUrlPatterns("/api/*");
        return registration;
    }

    @Bean
    CallbackRate apiCallbackRate(RateLimitProperties properties, @Qualifier("apiClock") InstantSource clock) {
        Double perSecond = properties.requestsPerSecond();
        return new CallbackRate(perSecond == null
                ? null
                : new TokenBuckets(perSecond, properties.burstOr(perSecond), REMEMBERED_ORGANIZATIONS, clock));
    }
}
