package dev.nudge.api.console;

import dev.nudge.api.openapi.Description;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.CacheControl;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.util.StringUtils;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.EncodedResourceResolver;

/** The console's routes, which are public: what they show comes from the API, with the token of who is signed in. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConsoleProperties.class)
public class ConsoleConfiguration implements WebMvcConfigurer {

    private static final String FILES = "classpath:/META-INF/nudge-console/";

    @Bean
    ConsolePage consolePage(ConsoleProperties properties) {
        return ConsolePage.of(properties.enabled());
    }

    @Bean
    Description consoleDescription() {
        return new Description("openapi/console.yaml");
    }

    @Bean
    ConsoleController consoleController(ConsolePage page, ObjectProvider<SignIn> configured,
            ConsoleProperties properties, OAuth2ResourceServerProperties provider) {
        return new ConsoleController(page,
                configured.getIfAvailable(() -> signIn(properties, provider.getJwt().getIssuerUri())));
    }

    /** Only the console's own scripts run, and they send requests to this server and the identity provider only. */
    @Bean
    @Order(1)
    SecurityFilterChain consoleSecurityFilterChain(HttpSecurity http, ConsoleProperties properties,
            OAuth2ResourceServerProperties provider) {
        return http
                .securityMatcher("/", "/sign-in/**", "/automations/**", "/leads/**", "/decisions/**", "/messages/**",
                        "/templates/**", "/dead-letters/**", "/settings/**", "/assets/**", "/icon.svg", "/nudge.css",
                        "/console-config.json")
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .headers(headers -> headers.contentSecurityPolicy(
                        policy -> policy.policyDirectives(policy(properties, provider.getJwt().getIssuerUri())))
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER)))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable) // nothing is authenticated by a cookie
                .requestCache(AbstractHttpConfigurer::disable).logout(AbstractHttpConfigurer::disable)
                .anonymous(AbstractHttpConfigurer::disable).build();
    }

    /** The names of files in {@code assets} contain a hash of their content; compressed copies are beside them. */
    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/assets/**").addResourceLocations(FILES + "assets/")
                .setCacheControl(CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable())
                .resourceChain(true).addResolver(new EncodedResourceResolver());
        registry.addResourceHandler("/icon.svg").addResourceLocations(FILES)
                .setCacheControl(CacheControl.maxAge(Duration.ofDays(1)).cachePublic());
    }

    private static SignIn signIn(ConsoleProperties properties, @Nullable String issuer) {
        String clientId = properties.clientId();
        if (!StringUtils.hasText(issuer) || !StringUtils.hasText(clientId)) {
            return new SignIn.Unconfigured();
        }
        return new SignIn.OpenIdConnect(issuer, clientId, properties.scope());
    }

    private static String policy(ConsoleProperties properties, @Nullable String issuer) {
        List<String> connect = new ArrayList<>(List.of("'self'"));
        if (StringUtils.hasText(issuer)) {
            connect.add(origin(URI.create(issuer)));
        }
        connect.addAll(properties.connectTo());
        return "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
                + " font-src 'self'; connect-src " + String.join(" ", connect)
                + "; frame-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'";
    }

    private static String origin(URI issuer) {
        return issuer.getScheme() + "://" + issuer.getRawAuthority();
    }
}
