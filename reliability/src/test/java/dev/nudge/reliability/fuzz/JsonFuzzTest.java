package dev.nudge.reliability.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.nudge.json.JsonCodec;
import dev.nudge.json.Reading;

/** Any bytes are read or refused with a message; a value that was read is equal after it was written. */
class JsonFuzzTest {

    @FuzzTest(maxDuration = "10m")
    void json(byte[] bytes) {
        Step.run(() -> {
            switch (JsonCodec.read(bytes)) {
                case Reading.Understood<JsonCodec.Value>(JsonCodec.Value value) -> {
                    if (value.json() != null) {
                        assertThat(JsonCodec.read(JsonCodec.write(value.json())))
                                .isEqualTo(new Reading.Understood<>(value));
                    }
                }
                case Reading.Refused<JsonCodec.Value> refused -> assertThat(refused.reason()).endsWith(".")
                        .doesNotContain("java.", "jackson", "Exception");
            }
        });
    }
}
