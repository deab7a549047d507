package dev.nudge.standalone.demo;

import dev.nudge.api.inbound.UnmatchedMessages;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.mongo.MongoSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/** Messages from addresses that no lead has. */
final class UnknownSenders {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final List<List<String>> MESSAGES = List.of(
            List.of("sms", "+12025550141", "Hi, is this the number for the apartment?"),
            List.of("sms", "+12025550142", "Wrong number, sorry"),
            List.of("whatsapp", "+12025550143", "Can you send me the price list?"),
            List.of("sms", "+12025550144", "<b>Free offer</b> <img src=x onerror=alert(1)>"),
            List.of("sms", "+12025550145", "Your code is 4471"));

    private UnknownSenders() {}

    /** Stores those that are not stored yet. */
    static void write(MongoDatabaseFactory mongo, Plan plan) {
        PastClock clock = new PastClock(plan.begin());
        UnmatchedMessages unmatched = new UnmatchedMessages(MongoSettings.template(mongo, TIMEOUT), clock);
        for (int i = 0; i < MESSAGES.size(); i++) {
            Instant at = plan.begin().plus(Duration.ofHours(40 + 58L * i));
            clock.advanceTo(at);
            List<String> message = MESSAGES.get(i);
            Map<String, @Nullable Object> data = new LinkedHashMap<>();
            data.put("direction", "inbound");
            data.put("channel", message.get(0));
            data.put("from", message.get(1));
            data.put("to", "+12025550100");
            data.put("body", message.get(2));
            var _ = unmatched.keep(new LeadEvent("unknown-sender-" + i, LeadEvent.MESSAGE_RECEIVED,
                    new LeadKey(Recipes.ORGANIZATION, "unknown-sender-" + i), at, data, Map.of()));
        }
    }
}
