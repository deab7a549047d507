package dev.nudge.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.nudge.api.openapi.Description;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

class DevelopmentTokensTest {

    @TempDir
    Path directory;

    @Test
    void a_token_contains_user_organization_and_roles_and_stays_valid_after_a_restart() {
        AtomicReference<String> token = new AtomicReference<>("");
        standalone().run(context -> token.set(context.getBean(TokenController.class).token("ana", "org-1",
                List.of("member", "admin"))));
        standalone().run(context -> {
            Jwt read = context.getBean(JwtDecoder.class).decode(Objects.requireNonNull(token.get()));
            assertThat(read.getSubject()).isEqualTo("ana");
            assertThat(read.getClaimAsString("org")).isEqualTo("org-1");
            assertThat(read.getClaimAsStringList("roles")).containsExactly("member", "admin");
        });
    }

    @Test
    void claims_have_the_configured_names() {
        standalone().withPropertyValues("nudge.api.security.organization-claim=tenant").run(context -> {
            String token = context.getBean(TokenController.class).token("ana", "org-1", List.of());
            assertThat(context.getBean(JwtDecoder.class).decode(token).getClaimAsString("tenant")).isEqualTo("org-1");
        });
    }

    @Test
    void development_tokens_do_not_exist_with_an_identity_provider() {
        for (String property : List.of("issuer-uri", "jwk-set-uri", "public-key-location")) {
            standalone().withPropertyValues("spring.security.oauth2.resourceserver.jwt." + property + "=somewhere")
                    .run(context -> assertThat(context).doesNotHaveBean(TokenController.class)
                            .doesNotHaveBean(JwtDecoder.class).doesNotHaveBean(Description.class));
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void only_the_owner_can_read_the_key_file() throws IOException {
        DevelopmentKey.in(directory);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("token-key.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void an_invalid_key_file_is_reported_with_its_name() throws IOException {
        Files.writeString(directory.resolve("token-key.json"), "{}");
        assertThatExceptionOfType(CannotStartException.class).isThrownBy(() -> DevelopmentKey.in(directory))
                .withMessageContaining("token-key.json");
    }

    private ApplicationContextRunner standalone() {
        return new ApplicationContextRunner().withUserConfiguration(DevelopmentTokens.class)
                .withBean(StandaloneProperties.class,
                        () -> new StandaloneProperties(0, 0, directory.toString(), false));
    }
}
