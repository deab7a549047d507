package dev.nudge.engine.delivery;

import dev.nudge.engine.provider.LookUpResult;
import dev.nudge.engine.provider.MessageProvider;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks providers what became of attempts whose results are unknown (G2). */
final class LookUps {

    private static final Logger LOG = LoggerFactory.getLogger(LookUps.class);

    private final StoredMessages messages;
    private final ProviderRoutes routes;
    private final OutboundMessages outbound;
    private final LookUpRules rules;
    private final InstantSource clock;

    LookUps(StoredMessages messages, ProviderRoutes routes, OutboundMessages outbound, InstantSource clock) {
        this.messages = messages;
        this.routes = routes;
        this.outbound = outbound;
        this.rules = new LookUpRules(routes);
        this.clock = clock;
    }

    /** Waits for the provider's answer. */
    Outcome of(Document message) {
        Attempt attempt = Attempt.lastOf(message);
        return rules.of(attempt, routes.provider(attempt.provider())
                .map(provider -> lookUp(provider, attempt))
                .orElseGet(() -> new LookUpResult.Unavailable("The provider is not configured any more.")),
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    private LookUpResult lookUp(MessageProvider provider, Attempt attempt) {
        Document message = attempt.message();
        AtomicBoolean isAmbiguous = new AtomicBoolean();
        LookUpResult result;
        try {
            result = provider.lookUp(outbound.of(message, null), attempt.at(), attempt.latest(), providerId -> {
                // Before the other question: the other message's result may be stored in between.
                isAmbiguous.compareAndSet(false, messages.hasIndistinguishable(message));
                return messages.isOfAnother(message.getString("_id"), providerId);
            });
        } catch (RuntimeException | Error failure) {
            LOG.warn("The look-up of {} at {} failed", message.getString("_id"), attempt.provider(), failure);
            return new LookUpResult.Unavailable("The look-up failed.");
        }
        return result instanceof LookUpResult.Found && isAmbiguous.get()
                ? new LookUpResult.Ambiguous()
                : result;
    }
}
