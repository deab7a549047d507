package dev.nudge.api.web;

import io.micrometer.core.instrument.config.MeterFilter;
import java.util.List;
import org.apache.catalina.Pipeline;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The controllers' parameter types, the error handling and the timeouts. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HttpProperties.class)
@Import({ApiExceptionHandler.class, ErrorPageController.class})
public class WebConfiguration implements WebMvcConfigurer {

    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> apiTomcatErrors(HttpProperties properties) {
        return tomcat -> tomcat.addContextCustomizers(context -> {
            Pipeline host = context.getParent().getPipeline();
            host.addValve(new TomcatErrorResponses());
            host.addValve(new RequestLimits(properties.bodyTimeout()));
        });
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> apiTomcatDeadlines(HttpProperties properties) {
        return tomcat -> {
            tomcat.setProtocol(DeadlineProtocol.class.getName());
            tomcat.addConnectorCustomizers(connector -> {
                if (connector.getProtocolHandler() instanceof DeadlineProtocol protocol) {
                    protocol.setTimeouts(properties.headerTimeout(), properties.bodyTimeout());
                }
            });
        };
    }

    @Bean
    MeterFilter apiRequestHistogram() {
        return new RequestHistogram();
    }

    /** Spring rejects TRACE instead of Tomcat, because it knows the methods that the path supports. */
    @Bean(DispatcherServletAutoConfiguration.DEFAULT_DISPATCHER_SERVLET_BEAN_NAME)
    DispatcherServlet apiDispatcherServlet() {
        return new DispatcherServletWithoutTrace();
    }

    /** An encoded slash or backslash is part of an id; the firewall decides where it is allowed. */
    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> apiTomcatIds() {
        return tomcat -> tomcat.addConnectorCustomizers(connector -> {
            connector.setAllowTrace(true);
            connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
            connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        });
    }

    @Override
    public void configureContentNegotiation(ContentNegotiationConfigurer configurer) {
        configurer.strategies(List.of(new AcceptedTypes()));
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new JsonResponses()).addPathPatterns("/api/**");
        registry.addInterceptor(new UnexpectedQueryInterceptor()).addPathPatterns("/api/**");
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new BodyResolver());
        resolvers.add(new QueryResolver());
        resolvers.add(new RequestId.Resolver());
    }
}
