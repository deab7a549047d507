package dev.nudge.api.security;

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
 * Every call under {@code /api} needs a bearer token. Who checks it is the {@link JwtDecoder} in the context: Spring's
 * own, made from {@code spring.security.oauth2.resourceserver.jwt.*} (issuer, keys, audiences, algorithms), or another
 * that takes its place.
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
        ProviderSettings.check(provider.getJwt());
        JwtDecoder decoder = decoders.getIfAvailable();
        if (decoder == null) {
            throw new IllegalStateException("Expected to know who issues the bearer tokens: set"
                    + " spring.security.oauth2.resourceserver.jwt.issuer-uri or .jwk-set-uri.");
        }
        SecurityProblemHandler faults = new SecurityProblemHandler();
        return http.securityMatcher("/api/**")
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .oauth2ResourceServer(server -> server.authenticationEntryPoint(faults).accessDeniedHandler(faults)
                        .jwt(jwt -> jwt.decoder(withFaultsNamed(decoder, clock))
                                .jwtAuthenticationConverter(new CallerConverter(properties))))
                .exceptionHandling(handling -> handling.authenticationEntryPoint(faults).accessDeniedHandler(faults))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable) // nothing is authenticated by a cookie
                .requestCache(AbstractHttpConfigurer::disable).logout(AbstractHttpConfigurer::disable).build();
    }

    /**
     * What is open, such as the health and, on a port of their own, all of the management endpoints, has the same headers
     * as what is not: nothing is cached, and no type is guessed.
     */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    SecurityFilterChain apiOpenSecurityFilterChain(HttpSecurity http) {
        return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable).requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable).anonymous(AbstractHttpConfigurer::disable).build();
    }

    /** The ones that are set, also when the issuer's keys would be good for more. */
    @Bean
    JwkSetUriJwtDecoderBuilderCustomizer apiTokenAlgorithms(OAuth2ResourceServerProperties provider) {
        return decoder -> decoder.jwsAlgorithms(algorithms -> provider.getJwt().getJwsAlgorithms().stream()
                .map(SignatureAlgorithm::from).filter(Objects::nonNull).forEach(algorithms::add));
    }

    /** Whoever makes up tokens of unknown keys doesn't make the provider work. */
    @Bean
    JwkSetUriJwtDecoderBuilderCustomizer apiKeyRefresh(SecurityProperties properties) {
        return decoder -> decoder.jwtProcessorCustomizer(processor -> processor.setJWSKeySelector(
                RateLimitedJwkSource.of(processor.getJWSKeySelector(), properties.keyRefreshInterval())));
    }

    @Bean
    HttpFirewall apiFirewall() {
        return new PathIdFirewall();
    }

    /** Some providers say what kind of token it is (RFC 9068), others that it is one, others nothing. */
    @Bean
    OAuth2TokenValidator<Jwt> apiTokenType() {
        JwtTypeValidator types = new JwtTypeValidator("JWT", "at+jwt", "application/at+jwt");
        types.setAllowEmpty(true);
        return types;
    }

    /** Nobody reads what Spring Security observes of each filter and each request, and it isn't for free. */
    @Bean
    SecurityObservationSettings apiSecurityObservations() {
        return SecurityObservationSettings.noObservations();
    }

    /** A provider that can't be reached is no fault of the token; a token's contradictory times are. */
    private static JwtDecoder withFaultsNamed(JwtDecoder decoder, InstantSource clock) {
        return token -> {
            try {
                return decoder.decode(token);
            } catch (BadJwtException badToken) {
                throw ContradictoryTimes.named(token, badToken, clock.instant());
            } catch (JwtException | JwtDecoderInitializationException away) {
                throw new KeysUnavailableException(away);
            }
        };
    }
}
