package dev.nudge.engine.delivery;

import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.provider.MessageProvider;
import dev.nudge.engine.provider.SendResult;
import dev.nudge.infrastructure.tracing.Traces;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes attempts: hands a message to its provider, measures and traces that, and says what the answer means. */
final class Attempts {

    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final ProviderRoutes routes;
    private final OutboundMessages outbound;
    private final OutcomeRules rules;
    private final EngineMetrics metrics;
    private final InstantSource clock;
    private final Traces traces;

    Attempts(ProviderRoutes routes, OutboundMessages outbound, OutcomeRules rules, EngineMetrics metrics,
            InstantSource clock, Traces traces) {
        this.routes = routes;
        this.outbound = outbound;
        this.rules = rules;
        this.metrics = metrics;
        this.clock = clock;
        this.traces = traces;
    }

    /**
     * Blocks until the provider has answered, or its time is over. Its client may pass the attempt's place in the trace
     * on.
     *
     * @param outcome takes the outcome before anything else is done with it
     */
    void make(Attempt attempt, @Nullable Instant lastWhatsAppAt, Consumer<Outcome> outcome) {
        Document message = attempt.message();
        Span span = traces.caused("send " + message.getString("channel"), SpanKind.CLIENT,
                message.get(Traces.HEADER) instanceof String traceparent ? traceparent : null);
        try {
            Traces.within(span, () -> {
                Outcome made = made(attempt, lastWhatsAppAt);
                outcome.accept(made);
                describe(span, attempt, made);
            });
        } finally {
            span.end();
        }
    }

    private static void describe(Span span, Attempt attempt, Outcome outcome) {
        if (span.isRecording()) {
            Document message = attempt.message();
            span.setAttribute("nudge.provider", attempt.provider())
                    .setAttribute("nudge.message", message.getString("_id"))
                    .setAttribute("nudge.organization", message.getString("organizationId"))
                    .setAttribute("nudge.lead", message.getString("leadId"))
                    .setAttribute("nudge.attempt", attempt.number())
                    .setAttribute("nudge.state", String.valueOf(outcome.change().values().get("state")));
        }
    }

    private Outcome made(Attempt attempt, @Nullable Instant lastWhatsAppAt) {
        MessageProvider provider = routes.provider(attempt.provider()).orElseThrow();
        Instant began = clock.instant();
        if (!began.isBefore(attempt.at().plus(routes.latestBegin(attempt.provider())))) {
            // The engine was too busy, and another one may already have found that the attempt broke off.
            routes.cancel(attempt.provider(), attempt.message(), began);
            Instant now = began.truncatedTo(ChronoUnit.MILLIS);
            return OutcomeRules.notBegun(attempt, now.plus(PAUSE), now);
        }
        SendResult result;
        try {
            result = provider.send(outbound.of(attempt.message(), lastWhatsAppAt));
        } catch (RuntimeException | Error defect) {
            LOG.error("The provider {} failed for {}", attempt.provider(), attempt.message().getString("_id"), defect);
            result = new SendResult.Unknown("ERROR", "The provider's client failed; see the engine's log.");
        }
        Instant ended = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        routes.ended(attempt.provider(), attempt.message(), result, ended);
        metrics.attempt(attempt.provider(), result.getClass().getSimpleName(), attempt.number(),
                Duration.between(began, clock.instant()));
        return rules.of(attempt, result, ended);
    }
}
