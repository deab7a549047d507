package dev.nudge.reliability.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nudge.testsupport.TwilioStub;
import dev.nudge.testsupport.TwilioStub.Fault;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A provider that cannot recognise repeats and of which one call in six fails in some way, mostly without saying
 * whether it has taken the message. It counts what it takes. A seed determines the faults, in the order of the calls.
 */
final class HostileProvider implements AutoCloseable {

    private static final String PROVIDER = "-Dnudge.delivery.providers.hostile.";
    private static final URI PUBLIC_URL = URI.create("https://nudge.example");
    private static final String ERROR = "{\"code\":20500,\"message\":\"Internal server error\",\"status\":500}";
    private static final String INCOMPLETE = "{\"sid\":\"SM";
    private static final int SLOW_PERCENT = 20;

    private final TwilioStub stub = TwilioStub.start(0, InstantSource.system());
    private final Random random;

    HostileProvider(long seed) {
        this.random = new Random(seed);
        stub.fail(this::ofPost, this::ofGet);
    }

    /** Options of the JVMs of services that deliver text messages through this provider. */
    List<String> options() {
        return List.of("-Dnudge.delivery.public-url=" + PUBLIC_URL, "-Dnudge.delivery.channels.sms=hostile",
                PROVIDER + "type=twilio", PROVIDER + "base-url=" + stub.baseUrl(), PROVIDER + "account-sid=AC0",
                PROVIDER + "auth-token=token", PROVIDER + "from=+14155550000", PROVIDER + "per-second=1000",
                PROVIDER + "concurrency=64", PROVIDER + "timeout=2s", PROVIDER + "backoff=1s",
                // Longer than the time-out, so that a busy machine does not look for a request that has yet to arrive.
                PROVIDER + "lookup-after=4s");
    }

    private Optional<Fault> ofPost() {
        return Optional.ofNullable(switch (random.nextInt(100)) {
            case 0 -> new Fault.Refuse(429, Map.of("Retry-After", "1"), "{\"code\":20429,\"status\":429}");
            case 1, 2 -> new Fault.Refuse(500, Map.of(), ERROR);
            case 3, 4 -> new Fault.AcceptAndAnswer(500, ERROR);
            case 5 -> new Fault.Hold();
            case 6, 7 -> new Fault.AcceptAndHold();
            case 8, 9 -> new Fault.AcceptAndClose();
            case 10, 11 -> new Fault.Close();
            case 12 -> new Fault.AcceptAndCloseInAnswer();
            case 13, 14 -> new Fault.AcceptAndAnswer(201, INCOMPLETE);
            case 15 -> new Fault.AcceptAndTrickle();
            default -> random.nextInt(100) < SLOW_PERCENT
                    ? new Fault.AcceptAndDelay(Duration.ofMillis(random.nextInt(100, 1_000)))
                    : null;
        });
    }

    private Optional<Fault> ofGet() {
        return Optional.ofNullable(switch (random.nextInt(100)) {
            case 0 -> new Fault.Refuse(500, Map.of(), ERROR);
            case 1 -> new Fault.Refuse(200, Map.of(), "{\"messages\":[{}");
            case 2 -> new Fault.Close();
            case 3 -> new Fault.Hold();
            default -> null;
        });
    }

    /** Ends the faults. A look-up that has failed is repeated after as long as its attempt is old. */
    void recover() {
        stub.fail(Optional::empty, Optional::empty);
    }

    /** From now on, it takes nothing and says so. */
    void refuseForNow() {
        stub.fail(() -> Optional.of(new Fault.Refuse(429, Map.of("Retry-After", "30"),
                "{\"code\":20429,\"status\":429}")), Optional::empty);
    }

    /** How often each message was taken, by its id. */
    Map<String, Long> taken() {
        return count(stub.accepted().stream().map(message -> messageId(message.form())));
    }

    /** How often each message was handed over, by its id. */
    Map<String, Long> handedOver() {
        return count(stub.requests().stream().filter(request -> request.method().equals("POST"))
                .map(request -> messageId(request.form())));
    }

    /** How often each text was taken for each recipient. */
    Map<SentText, Long> texts() {
        return stub.accepted().stream().map(TwilioStub.Message::form).collect(Collectors.groupingBy(
                form -> new SentText(field(form, "To"), field(form, "Body")), Collectors.counting()));
    }

    private static Map<String, Long> count(Stream<String> ids) {
        return ids.collect(Collectors.groupingBy(id -> id, Collectors.counting()));
    }

    private static String messageId(Map<String, String> form) {
        String callback = field(form, "StatusCallback");
        int begin = callback.indexOf("?message=") + "?message=".length();
        return URLDecoder.decode(callback.substring(begin, callback.indexOf('&', begin)), UTF_8);
    }

    private static String field(Map<String, String> form, String name) {
        return Objects.requireNonNull(form.get(name), name);
    }

    @Override
    public void close() {
        stub.close();
    }

    /** A text to a recipient. */
    record SentText(String to, String text) {}
}
