package dev.nudge.api.inbound;

import dev.nudge.address.AddressKind;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message that a provider forwarded.
 *
 * @param eventId the same when the provider forwards it again
 * @param kind of the sender's address
 * @param from the sender's address, as the provider wrote it
 * @param occurredAt null: when the event is appended
 * @param data of the event, except {@code direction} and {@code from}
 */
public record InboundMessage(String organizationId, String eventId, AddressKind kind, String from,
        @Nullable Instant occurredAt, Map<String, @Nullable Object> data) {}
