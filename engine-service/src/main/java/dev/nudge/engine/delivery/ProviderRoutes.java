package dev.nudge.engine.delivery;

import dev.nudge.automation.Channel;
import dev.nudge.automation.ChannelSettings;
import dev.nudge.automation.Organization;
import dev.nudge.engine.provider.MessageProvider;
import dev.nudge.engine.provider.SendResult;
import dev.nudge.infrastructure.provider.DeliverySettings;
import dev.nudge.infrastructure.provider.ProviderSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Which provider a message goes to, and when: the organization's first one for the channel that has not refused the
 * message and whose circuit is closed, within its pace and concurrency.
 */
final class ProviderRoutes {

    /** Where a message goes. */
    sealed interface Route {

        record To(String provider) implements Route {}

        /** @param until null: until an attempt ends */
        record Later(@Nullable Instant until) implements Route {}

        /** No provider is left. */
        record None() implements Route {}
    }

    private record Lane(String provider, String organizationId) {}

    /** What is known of a provider and an organization. */
    private static final class State {
        private final Pacer pacer = new Pacer();
        private final CircuitBreaker circuit = new CircuitBreaker();
        private int underWay;
    }

    private final DeliverySettings settings;
    private final Map<String, MessageProvider> providers;
    private final Function<String, Organization> organizations;
    private final DoubleSupplier share;
    private final Map<Lane, State> lanes = new HashMap<>();
    private final Map<String, Integer> underWay = new HashMap<>();

    /**
     * @param providers by name
     * @param share the part of an organization's messages that this engine sends, from 0 to 1
     */
    ProviderRoutes(DeliverySettings settings, Map<String, MessageProvider> providers,
            Function<String, Organization> organizations, DoubleSupplier share) {
        this.settings = settings;
        this.providers = providers;
        this.organizations = organizations;
        this.share = share;
    }

    /** The provider of a name, if it is still configured. */
    Optional<MessageProvider> provider(@Nullable String name) {
        return Optional.ofNullable(name == null ? null : providers.get(name));
    }

    /** The pace of a provider; that of the first one if it is not configured any more. */
    ProviderSettings.Pace pace(String provider) {
        ProviderSettings known = settings.providers().get(provider);
        return (known == null ? settings.providers().values().iterator().next() : known).pace();
    }

    boolean isLog(String provider) {
        return settings.provider(provider) instanceof ProviderSettings.Log;
    }

    /** The providers that may still be tried, in order of preference. */
    List<String> open(Document message) {
        if (message.get("pinnedTo") instanceof String pinned && providers.containsKey(pinned)) {
            return List.of(pinned);
        }
        Map<String, @Nullable Object> refusals = Attempt.refusals(message);
        return candidates(message).stream()
                .filter(name -> providers.containsKey(name) && !refusals.containsKey(name)).toList();
    }

    /** The names of all providers of the message's channel, in order of preference. */
    List<String> candidates(Document message) {
        Channel channel = Channel.named(message.getString("channel")).orElse(null);
        if (channel == null) {
            return List.of();
        }
        return ofOrganization(message, channel).map(ChannelSettings::providers).filter(names -> !names.isEmpty())
                .orElseGet(() -> Objects.requireNonNull(settings.channels().get(channel)));
    }

    /** Whether every provider to which the message may go, or has gone, is configured and recognises its id. */
    boolean recogniseRepeats(Document message) {
        Set<String> names = new HashSet<>(candidates(message));
        if (message.get("provider") instanceof String last) {
            names.add(last);
        }
        return !names.isEmpty() && names.stream()
                .allMatch(name -> provider(name).filter(MessageProvider::recognisesRepeats).isPresent());
    }

    /** The provider of the message's channel, if there is only one. */
    Optional<String> only(Document message) {
        List<String> names = candidates(message);
        return names.size() == 1 ? Optional.of(names.getFirst()) : Optional.empty();
    }

    /** The organization's settings for a channel. */
    Optional<ChannelSettings> ofOrganization(Document message, Channel channel) {
        Organization organization = organizations.apply(message.getString("organizationId"));
        return Optional.ofNullable(organization.channels().get(channel));
    }

    /** Reserves the message's place at a provider. */
    synchronized Route reserve(Document message, Instant now) {
        List<String> open = open(message);
        if (open.isEmpty()) {
            return new Route.None();
        }
        Instant reopens = Instant.MAX;
        for (String provider : open) {
            State state = state(provider, message);
            Instant openUntil = state.circuit.openUntil(now);
            if (openUntil != null) {
                reopens = openUntil.isBefore(reopens) ? openUntil : reopens;
                continue;
            }
            double perSecond = perSecond(provider);
            Instant next = state.pacer.next(perSecond);
            if (next.isAfter(now)) {
                return new Route.Later(next);
            }
            if (!hasPlace(provider, state)) {
                return new Route.Later(null);
            }
            state.pacer.take(now, perSecond);
            state.circuit.started(now);
            underWay.merge(provider, 1, Integer::sum);
            state.underWay++;
            return new Route.To(provider);
        }
        return new Route.Later(reopens);
    }

    /**
     * Each organization has a webhook of its own. One that hangs gets at most half of the places that the others leave.
     */
    private boolean hasPlace(String provider, State state) {
        int free = pace(provider).concurrency() - underWay.getOrDefault(provider, 0);
        boolean isShared = settings.provider(provider) instanceof ProviderSettings.Webhook;
        return free > 0 && !(isShared && state.underWay > 0 && state.underWay >= free);
    }

    private State left(String provider, State state) {
        underWay.merge(provider, -1, Integer::sum);
        state.underWay--;
        return state;
    }

    /** The attempt is not begun: its place at the provider is free again. */
    synchronized void cancel(String provider, Document message, Instant now) {
        left(provider, state(provider, message)).circuit.cancelled(now);
    }

    /** The attempt is over. What it says about the provider counts for later messages of the organization. */
    synchronized void ended(String provider, Document message, SendResult result, Instant now) {
        State state = left(provider, state(provider, message));
        switch (result) {
            case SendResult.Accepted _ -> state.circuit.succeeded();
            case SendResult.Throttled(_, _, Duration retryAfter) -> {
                state.circuit.succeeded();
                state.pacer.pauseUntil(now.plus(retryAfter == null ? pace(provider).backoff() : retryAfter),
                        perSecond(provider));
            }
            case SendResult.Unknown _ -> state.circuit.failed(now);
            case SendResult.Rejected(_, _, SendResult.Cause cause) -> {
                if (cause == SendResult.Cause.TEMPORARY || cause == SendResult.Cause.PROVIDER) {
                    state.circuit.failed(now);
                } else {
                    state.circuit.succeeded();
                }
            }
        }
    }

    /**
     * G3: no attempt begins later. A message's age counts from when it was stored: one that comes late from the topic
     * is not old by that.
     */
    Instant deadline(Document message) {
        List<String> names = candidates(message);
        return message.get("queuedAt") instanceof Date queuedAt && !message.containsKey("finalAttempt")
                && !names.isEmpty() ? queuedAt.toInstant().plus(pace(names.getFirst()).maxAge()) : Instant.MAX;
    }

    private State state(String provider, Document message) {
        return lanes.computeIfAbsent(new Lane(provider, message.getString("organizationId")), _ -> new State());
    }

    private double perSecond(String provider) {
        return Math.max(1e-6, pace(provider).perSecond() * share.getAsDouble());
    }

    /** How long after its claim an attempt may begin, so that it ends before it counts as broken off. */
    Duration latestBegin(String provider) {
        return lease(provider).minus(pace(provider).timeout());
    }

    /** When an attempt that begins now counts as broken off. */
    Duration lease(String provider) {
        return pace(provider).timeout().multipliedBy(2).plusSeconds(5);
    }
}
