package dev.nudge.infrastructure.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nudge.infrastructure.startup.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** Mounted files that change while the process runs. */
@ExtendWith(OutputCaptureExtension.class)
class RotatedSecretsTest {

    private static final String TOKEN = "nudge.delivery.providers.eu.auth-token";
    private static final String SECRETS = "nudge.delivery.providers.hooks.secrets";
    private static final String OTHER_SECRET = Settings.WEBHOOK_SECRET.replace("whsec_Y2Fu", "whsec_Y2Fv");

    @TempDir
    Path directory;

    private final AtomicLong nanoTime = new AtomicLong();
    private @Nullable ConfigurableApplicationContext context;

    @AfterEach
    void stop() {
        if (context != null) {
            context.close();
        }
    }

    @Test
    void a_new_value_in_a_file_applies_within_a_second() throws IOException {
        write(TOKEN, "canary-1\n");
        Secret token = start();
        assertThat(token.value()).isEqualTo("canary-1");

        write(TOKEN, "canary-2\n");
        nanoTime.addAndGet(Duration.ofMillis(999).toNanos());
        assertThat(token.value()).isEqualTo("canary-1");
        nanoTime.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(token.value()).isEqualTo("canary-2");
    }

    @Test
    void a_file_that_is_replaced_by_another_applies() throws IOException {
        write(TOKEN, "canary-1");
        Secret token = start();

        write("new", "canary-2");
        Files.move(directory.resolve("new"), directory.resolve(TOKEN), StandardCopyOption.ATOMIC_MOVE);
        assertThat(later(token)).isEqualTo("canary-2");
    }

    @Test
    void a_volume_of_kubernetes_applies_when_its_link_is_swapped() throws IOException {
        publish("..2026_01_01", "canary-1");
        Files.createSymbolicLink(directory.resolve(TOKEN), Path.of("..data", TOKEN));
        Secret token = start();
        assertThat(token.value()).isEqualTo("canary-1");

        publish("..2026_01_02", "canary-2");
        assertThat(later(token)).isEqualTo("canary-2");
        Files.delete(directory.resolve("..2026_01_01").resolve(TOKEN));
        assertThat(later(token)).isEqualTo("canary-2");
    }

    /** As the kubelet does: a new directory, and a link that is replaced in one step. */
    private void publish(String version, String token) throws IOException {
        Path versioned = Files.createDirectory(directory.resolve(version));
        Files.writeString(versioned.resolve(TOKEN), token);
        Path link = Files.createSymbolicLink(directory.resolve("..data_tmp"), Path.of(version));
        Files.move(link, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void a_placeholder_follows_the_file_that_it_refers_to() throws IOException {
        write("twilio-token", "canary-1");
        Secret token = start("--" + TOKEN + "=${twilio-token}");

        write("twilio-token", "canary-2");
        assertThat(later(token)).isEqualTo("canary-2");
        Files.delete(directory.resolve("twilio-token"));
        assertThat(later(token)).isEqualTo("canary-2");
    }

    @Test
    void the_previous_value_stays_while_the_file_is_missing_empty_or_invalid(CapturedOutput output)
            throws IOException {
        write(TOKEN, "canary-1");
        Secret token = start();

        Files.delete(directory.resolve(TOKEN));
        assertThat(later(token)).isEqualTo("canary-1");
        write(TOKEN, "\n");
        assertThat(later(token)).isEqualTo("canary-1");
        write(TOKEN, "canary-2\ncanary-2\n");
        assertThat(later(token)).isEqualTo("canary-1");
        assertThat(output.toString().lines().filter(line -> line.contains("WARN"))).singleElement().asString()
                .contains("The previous value of a credential stays in use", TOKEN);

        write(TOKEN, "canary-3");
        assertThat(later(token)).isEqualTo("canary-3");
        write(TOKEN, "");
        assertThat(later(token)).isEqualTo("canary-3");
        assertThat(output.toString().lines().filter(line -> line.contains("WARN"))).hasSize(2);
        assertThat(output.toString()).doesNotContain("canary");
    }

    @Test
    void the_secrets_of_webhooks_are_rotated_as_a_list(CapturedOutput output) throws IOException {
        write(TOKEN, "canary");
        write(SECRETS, Settings.WEBHOOK_SECRET);
        var _ = start("--nudge.delivery.providers.hooks.type=webhook");
        ProviderSettings.Webhook webhook = (ProviderSettings.Webhook) settings().provider("hooks");
        assertThat(webhook.secrets().get()).containsExactly(Settings.WEBHOOK_SECRET);

        write(SECRETS, OTHER_SECRET + "," + Settings.WEBHOOK_SECRET + "\n");
        nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(webhook.secrets().get()).containsExactly(OTHER_SECRET, Settings.WEBHOOK_SECRET);

        write(SECRETS, OTHER_SECRET + ",whsec_canary");
        nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(webhook.secrets().get()).containsExactly(OTHER_SECRET, Settings.WEBHOOK_SECRET);
        assertThat(output.toString()).contains(SECRETS).doesNotContain("whsec_canary", "whsec_Y2F");
    }

    @Test
    void an_empty_file_at_the_start_is_refused() throws IOException {
        write(TOKEN, "");
        assertThatThrownBy(() -> start().value()).isInstanceOf(InvalidSettingException.class)
                .hasMessage("Expected a value in " + TOKEN + " but it is blank. Set it or remove the property.");
    }

    private void write(String file, String content) throws IOException {
        Files.writeString(directory.resolve(file), content);
    }

    private String later(Secret secret) {
        nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
        return secret.value();
    }

    /** The Twilio provider's token in a process that reads the directory. */
    private Secret start(String... arguments) {
        context = new SpringApplicationBuilder(Object.class).web(WebApplicationType.NONE)
                .properties(Map.of("spring.config.import", "configtree:" + directory + "/",
                        "nudge.delivery.providers.eu.type", "twilio", "nudge.delivery.providers.eu.account-sid", "AC1",
                        "nudge.delivery.providers.eu.from", "+15550100"))
                .run(arguments);
        return Objects.requireNonNull(((ProviderSettings.Twilio) settings().provider("eu")).authToken());
    }

    private DeliverySettings settings() {
        return DeliverySettingsReader.read(Objects.requireNonNull(context).getEnvironment(), nanoTime::get);
    }
}
