package dev.nudge.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A setting that prevents the start of the engine is reported in one sentence, without its value or a stack trace. */
@ExtendWith(OutputCaptureExtension.class)
class RefusedStartTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nudge.engine.consumers=canary                 | Expected nudge.engine.consumers to be a number but found another value.
            nudge.engine.consumers=0                      | Expected nudge.engine.consumers to be at least 1 but found 0.
            nudge.engine.batch-size=1e99                  | Expected nudge.engine.batch-size to be a number but found another value.
            nudge.engine.lead-cache=canary                | Expected nudge.engine.lead-cache to be a size such as 64MB but found another value.
            nudge.engine.stalled-after=canary             | Expected nudge.engine.stalled-after to be a duration such as 30s but found another value.
            nudge.engine.store.timeout=0s                 | Expected nudge.engine.store.timeout of at least 1ms but found PT0S.
            nudge.engine.history.enabled=canary           | Expected nudge.engine.history.enabled to be true or false but found another value.
            nudge.engine.history.decisions-kept=canary    | Expected nudge.engine.history.decisions-kept to be a duration such as 30s but found another value.
            nudge.topics.replication-factor=0             | Expected nudge.topics.replication-factor to be at least 1 but found 0.
            nudge.delivery.messages-kept=canary           | Expected a duration longer than zero such as 10s in nudge.delivery.messages-kept.
            nudge.delivery.channels.sms=canary-provider   | nudge.delivery.channels.sms
            nudge.delivery.restored-until=2999-01-01T00:00:00Z | Expected nudge.delivery.restored-until in the past but found 2999-01-01T00:00:00Z.
            management.tracing.sampling.probability=canary| Expected management.tracing.sampling.probability to be a number but found another value.
            spring.mongodb.uri=mongo://ann:canary@host    | Expected a connection string of MongoDB, such as mongodb://user:password@host:27017/nudge, in spring.mongodb.uri but found another text.
            spring.kafka.bootstrap-servers=canary         | Expected addresses such as broker-1:9092,broker-2:9092 in spring.kafka.bootstrap-servers but found another text.
            server.port=canary                            | Expected server.port to have another value: the present one is not valid.
            """)
    void an_invalid_setting_is_named(String setting, String sentence, CapturedOutput output) {
        assertRefused(output, sentence, "--server.port=0", "--" + setting);
    }

    @Test
    void a_port_in_use_is_named_with_its_property(CapturedOutput output) throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            assertRefused(output,
                    "Port " + taken.getLocalPort() + " is used by another program. Stop that program, or set"
                            + " server.port",
                    "--server.port=" + taken.getLocalPort());
        }
    }

    private static void assertRefused(CapturedOutput output, String sentence, String... arguments) {
        assertThatThrownBy(() -> new SpringApplicationBuilder(EngineApplication.class).run(arguments).close())
                .isInstanceOf(RuntimeException.class);

        assertThat(output.getAll().lines()).filteredOn(line -> line.contains("Nudge cannot start: ")).singleElement()
                .asString().contains(sentence);
        assertThat(output.getAll()).doesNotContain("\tat ", "canary@", "=canary", "\"canary\"", "[canary]",
                "Exception");
    }
}
