package dev.nudge.api.web;

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
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** What controllers can take as parameters, and who answers faults. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HttpProperties.class)
@Import({ApiExceptionHandler.class, ErrorPageController.class})
public class WebConfiguration implements WebMvcConfigurer {

    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> apiTomcatFaults(HttpProperties properties) {
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

    /** TRACE is refused where it is known what the path has instead, and not by Tomcat. */
    @Bean(DispatcherServletAutoConfiguration.DEFAULT_DISPATCHER_SERVLET_BEAN_NAME)
    DispatcherServlet apiDispatcherServlet() {
        return new DispatcherServletWithoutTrace();
    }

    /** An encoded slash or backslash is part of an id; what becomes of it elsewhere, the firewall decides. */
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

    /** A page for people, in {@code static/index.html}; it is the same whatever the client accepts. */
    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addViewController("/").setViewName("forward:/index.html");
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new JsonResponses()).addPathPatterns("/api/**");
        registry.addInterceptor(new UnexpectedQueryInterceptor()).addPathPatterns("/api/**");
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new JsonBodyResolver());
        resolvers.add(new QueryResolver());
        resolvers.add(new RequestId.Resolver());
    }
}
