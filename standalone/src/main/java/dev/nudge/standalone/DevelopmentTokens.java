package dev.nudge.standalone;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import dev.nudge.api.console.SignIn;
import dev.nudge.api.openapi.Description;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.util.StringUtils;

/**
 * Issues tokens to callers on this machine, so that Nudge can be tried without an identity provider. Not active if an
 * identity provider is configured.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(DevelopmentTokens.NoIdentityProvider.class)
class DevelopmentTokens {

    static final String ISSUER = "nudge-standalone";

    @Bean
    ECKey developmentKey(StandaloneProperties properties) {
        return DevelopmentKey.in(properties.dataDirectory());
    }

    @Bean
    JwtDecoder developmentJwtDecoder(ECKey key) {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(new ImmutableJWKSet<>(new JWKSet(key.toPublicJWK())))
                .jwsAlgorithm(SignatureAlgorithm.ES256).build();
        decoder.setJwtValidator(JwtValidators.createDefaultWithIssuer(ISSUER));
        return decoder;
    }

    @Bean
    TokenController developmentTokenController(ECKey key, Environment environment) throws JOSEException {
        return new TokenController(
                NimbusJwtEncoder.withKeyPair(key.toECPublicKey(), key.toECPrivateKey()).build(),
                TokenController.Claims.of(environment), InstantSource.system());
    }

    @Bean
    FilterRegistrationBean<LoopbackHosts> developmentTokenHosts() {
        FilterRegistrationBean<LoopbackHosts> filter = new FilterRegistrationBean<>(new LoopbackHosts());
        filter.addUrlPatterns("/dev/*");
        return filter;
    }

    @Bean
    Description developmentTokenDescription() {
        return new Description("openapi/dev-token.yaml");
    }

    @Bean
    SignIn developmentSignIn() {
        return new SignIn.Development();
    }

    /** Matches if no issuer of tokens is configured. */
    static final class NoIdentityProvider implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return Stream.of("issuer-uri", "jwk-set-uri", "public-key-location")
                    .map(name -> "spring.security.oauth2.resourceserver.jwt." + name)
                    .map(context.getEnvironment()::getProperty).noneMatch(StringUtils::hasText);
        }
    }
}
