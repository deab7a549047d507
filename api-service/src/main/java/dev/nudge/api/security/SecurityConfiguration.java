package dev.nudge.api.security;

import dev.nudge.infrastructure.startup.InvalidSettingException;
import java.time.InstantSource;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.JwkSetUriJwtDecoderBuilderCustomizer;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.HttpFirewall;

/**
 * Requires a bearer token for every request under {@code /api}. The {@link JwtDecoder} in the context verifies it:
 * Spring's own, configured by {@code spring.security.oauth2.resourceserver.jwt.*} (issuer, keys, audiences,
 * algorithms), or a replacement.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
@EnableConfigurationProperties({SecurityProperties.class, OAuth2ResourceServerProperties.class})
public class SecurityConfiguration {

    @Bean
    @Order(0)
    SecurityFilterChain apiSecurityFilterChain(HttpSecurity http, ObjectProvider<JwtDecoder> decoders,
            SecurityProperties properties, OAuth2ResourceServerProperties provider,
            @Qualifier("apiClock") InstantSource clock) {
        IdentityProviderCheck.check(provider.getJwt());
        JwtDecoder decoder = decoders.getIfAvailable();
        if (decoder == null) {
            throw new InvalidSettingException("Expected an issuer of bearer tokens but found none: set"
                    + " spring.security.oauth2.resourceserver.jwt.issuer-uri or .jwk-set-uri.");
        }
        SecurityProblemHandler problemHandler = new SecurityProblemHandler();
        return http.securityMatcher("/api/**")
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .oauth2ResourceServer(
                        server -> server.authenticationEntryPoint(problemHandler).accessDeniedHandler(problemHandler)
                                .jwt(jwt -> jwt.decoder(withExplainedErrors(decoder, clock))
                                        .jwtAuthenticationConverter(new CallerConverter(properties))))
                .exceptionHandling(handling -> handling.authenticationEntryPoint(problemHandler)
                        .accessDeniedHandler(problemHandler))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable) // nothing is authenticated by a cookie
                .requestCache(AbstractHttpConfigurer::disable).logout(AbstractHttpConfigurer::disable).build();
    }

    /**
     * Public routes, such as health and the management endpoints on their own port, send the same headers as protected
     * ones: no caching and no content sniffing. Among them are callbacks of providers and links to unsubscribe, whose
     * controllers verify signatures.
     */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    SecurityFilterChain apiOpenSecurityFilterChain(HttpSecurity http) {
        return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable).requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable).anonymous(AbstractHttpConfigurer::disable).build();
    }

    /** Restricts the algorithms to the configured ones, even if the issuer's keys support more. */
    @Bean
    JwkSetUriJwtDecoderBuilderCustomizer apiTokenAlgorithms(OAuth2ResourceServerProperties provider) {
        return decoder -> decoder.jwsAlgorithms(algorithms -> provider.getJwt().getJwsAlgorithms().stream()
                .map(SignatureAlgorithm::from).filter(Objects::nonNull).forEach(algorithms::add));
    }

    /** Tokens with made-up key ids must not cause requests to the provider. */
    @Bean
    JwkSetUriJwtDecoderBuilderCustomizer apiKeyRefresh(SecurityProperties properties) {
        return decoder -> decoder.jwtProcessorCustomizer(processor -> processor.setJWSKeySelector(
                RateLimitedJwkSource.of(processor.getJWSKeySelector(), properties.keyRefreshInterval())));
    }

    @Bean
    HttpFirewall apiFirewall() {
        return new PathIdFirewall();
    }

    /** Providers set the type to "at+jwt" (RFC 9068) or "JWT", or omit it. */
    @Bean
    OAuth2TokenValidator<Jwt> apiTokenType() {
        JwtTypeValidator types = new JwtTypeValidator("JWT", "at+jwt", "application/at+jwt");
        types.setAllowEmpty(true);
        return types;
    }

    /** Disabled, because observing each filter and request is expensive and the results are unused. */
    @Bean
    SecurityObservationSettings apiSecurityObservations() {
        return SecurityObservationSettings.noObservations();
    }

    /** Distinguishes an unreachable provider from an invalid token, and names contradictory times. */
    private static JwtDecoder withExplainedErrors(JwtDecoder decoder, InstantSource clock) {
        return token -> {
            try {
                return decoder.decode(token);
            } catch (BadJwtException badToken) {
                throw ContradictoryTimes.named(token, badToken, clock.instant());
            } catch (JwtException | JwtDecoderInitializationException unavailable) {
                throw new KeysUnavailableException(unavailable);
            }
        };
    }
}
