package dev.nudge.infrastructure.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.nudge.infrastructure.provider.StandardWebhooks.Headers;
import dev.nudge.infrastructure.provider.StandardWebhooks.Reason;
import dev.nudge.infrastructure.provider.StandardWebhooks.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The first case is the published vector of the Standard Webhooks libraries. */
class StandardWebhooksTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OTHER_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final String TIMESTAMP = "1614265330";
    private static final Instant NOW = Instant.ofEpochSecond(1_614_265_330);
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(UTF_8);
    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private final StandardWebhooks webhooks = new StandardWebhooks(() -> List.of(SECRET));

    @Test
    void signs_as_the_published_vector() {
        assertThat(webhooks.sign(ID, NOW, BODY)).isEqualTo(new Headers(ID, TIMESTAMP, SIGNATURE));
    }

    @Test
    void a_fraction_of_a_second_is_not_signed() {
        assertThat(webhooks.sign(ID, NOW.plusMillis(999), BODY).timestamp()).isEqualTo(TIMESTAMP);
    }

    @Test
    void verifies_the_published_vector() {
        assertThat(verify(ID, TIMESTAMP, SIGNATURE, BODY, NOW)).isEqualTo(new Verification.Valid(ID, NOW));
    }

    @Test
    void each_present_key_signs_and_any_of_them_verifies() {
        List<String> secrets = new ArrayList<>(List.of(SECRET));
        StandardWebhooks rotating = new StandardWebhooks(() -> List.copyOf(secrets));
        secrets.add(OTHER_SECRET);

        Headers headers = rotating.sign(ID, NOW, BODY);

        assertThat(headers.signature()).startsWith(SIGNATURE + " v1,");
        assertThat(headers.signature().split(" ")).hasSize(2).doesNotHaveDuplicates();
        for (String secret : List.of(SECRET, OTHER_SECRET)) {
            StandardWebhooks receiver = new StandardWebhooks(() -> List.of(secret));
            assertThat(receiver.verify(ID, TIMESTAMP, headers.signature(), BODY, NOW))
                    .isInstanceOf(Verification.Valid.class);
            assertThat(rotating.verify(ID, TIMESTAMP, receiver.sign(ID, NOW, BODY).signature(), BODY, NOW))
                    .isInstanceOf(Verification.Valid.class);
        }

        secrets.remove(SECRET);
        assertThat(rotating.verify(ID, TIMESTAMP, SIGNATURE, BODY, NOW))
                .isEqualTo(new Verification.Invalid(Reason.NO_MATCH));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1,AAAA " + SIGNATURE, SIGNATURE + " v1,AAAA", "v1a,abc v2,def v1 nonsense , " + SIGNATURE,
            "  " + SIGNATURE + "  "})
    void one_matching_signature_of_several_is_enough(String signatures) {
        assertThat(verify(ID, TIMESTAMP, signatures, BODY, NOW)).isInstanceOf(Verification.Valid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1,", "v1", "v1,AAAA", "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            "V1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE",
            "v1,G0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "v1,é", ",", "v1,,"})
    void another_signature_does_not_match(String signatures) {
        assertThat(verify(ID, TIMESTAMP, signatures, BODY, NOW)).isEqualTo(new Verification.Invalid(Reason.NO_MATCH));
    }

    @Test
    void the_id_the_timestamp_and_the_body_are_signed() {
        Verification noMatch = new Verification.Invalid(Reason.NO_MATCH);

        assertThat(verify("msg_other", TIMESTAMP, SIGNATURE, BODY, NOW)).isEqualTo(noMatch);
        assertThat(verify(ID, "1614265331", SIGNATURE, BODY, NOW)).isEqualTo(noMatch);
        assertThat(verify(ID, "01614265330", SIGNATURE, BODY, NOW)).isEqualTo(noMatch);
        assertThat(verify(ID, TIMESTAMP, SIGNATURE, "{\"test\":2432232314}".getBytes(UTF_8), NOW)).isEqualTo(noMatch);
    }

    @ParameterizedTest
    @CsvSource({"0, VALID", "300, VALID", "301, TOO_OLD", "1000000000, TOO_OLD", "-300, VALID", "-301, TOO_NEW",
            "-1000000000, TOO_NEW"})
    void the_timestamp_may_be_five_minutes_from_now(long age, String expected) {
        String result = switch (verify(ID, TIMESTAMP, SIGNATURE, BODY, NOW.plus(Duration.ofSeconds(age)))) {
            case Verification.Valid _ -> "VALID";
            case Verification.Invalid(Reason reason) -> reason.name();
        };

        assertThat(result).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1614265330", "+1614265330", "1614265330.0", "1614265330s", "0x6037BC32", "١٦١٤٢٦٥٣٣٠",
            "2021-02-25T15:02:10Z", "99999999999999999999", "1 614265330"})
    void a_timestamp_is_a_number_of_seconds(String timestamp) {
        assertThat(verify(ID, timestamp, SIGNATURE, BODY, NOW))
                .isEqualTo(new Verification.Invalid(Reason.MALFORMED_TIMESTAMP));
    }

    @Test
    void all_three_headers_are_required() {
        Verification missing = new Verification.Invalid(Reason.MISSING_HEADER);

        assertThat(verify(null, TIMESTAMP, SIGNATURE, BODY, NOW)).isEqualTo(missing);
        assertThat(verify(ID, null, SIGNATURE, BODY, NOW)).isEqualTo(missing);
        assertThat(verify(ID, TIMESTAMP, null, BODY, NOW)).isEqualTo(missing);
        assertThat(verify(" ", TIMESTAMP, SIGNATURE, BODY, NOW)).isEqualTo(missing);
        assertThat(verify(ID, "", SIGNATURE, BODY, NOW)).isEqualTo(missing);
        assertThat(verify(ID, TIMESTAMP, " ", BODY, NOW)).isEqualTo(missing);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_not base64", "whsec_a",
            "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa-_"})
    void a_value_that_is_no_key_neither_signs_nor_verifies(String value) {
        StandardWebhooks none = new StandardWebhooks(() -> List.of(value));
        StandardWebhooks one = new StandardWebhooks(() -> List.of(value, SECRET));

        assertThatIllegalStateException().isThrownBy(() -> none.sign(ID, NOW, BODY))
                .withMessage("No valid key is configured.");
        assertThat(none.verify(ID, TIMESTAMP, SIGNATURE, BODY, NOW))
                .isEqualTo(new Verification.Invalid(Reason.NO_KEY));
        assertThat(one.sign(ID, NOW, BODY).signature()).isEqualTo(SIGNATURE);
    }

    @Test
    void blanks_around_a_key_are_ignored() {
        assertThat(new StandardWebhooks(() -> List.of(SECRET + "\n")).sign(ID, NOW, BODY).signature())
                .isEqualTo(SIGNATURE);
    }

    private Verification verify(@Nullable String id, @Nullable String timestamp, @Nullable String signature,
            byte[] body, Instant now) {
        return webhooks.verify(id, timestamp, signature, body, now);
    }
}
