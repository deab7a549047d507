package dev.nudge.api.stream;

import dev.nudge.infrastructure.mongo.Documents;
import dev.nudge.json.Json;
import dev.nudge.json.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * One event of a stream.
 *
 * @param at the position from which a client continues that has seen it
 * @param data JSON in one line
 */
record StreamEvent(String name, Instant at, String data) {

    static StreamEvent decision(Instant at, Map<String, @Nullable Object> decision) {
        return of("decision", at, decision);
    }

    static StreamEvent message(Instant at, Document message) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("messageId", message.get("_id"));
        for (String field : new String[]{"leadId", "automationId", "channel", "state"}) {
            json.put(field, Documents.json(message.get(field)));
        }
        json.put("at", Json.text(at));
        return of("message", at, json);
    }

    /** @param bucket the numbers of the current hour */
    static StreamEvent counters(Instant at, Map<String, ?> bucket) {
        return of("counters", at, bucket);
    }

    /** The client has missed events and loads what it shows again. */
    static StreamEvent refresh(Instant at) {
        return of("refresh", at, Map.of());
    }

    private static StreamEvent of(String name, Instant at, Map<String, ?> data) {
        return new StreamEvent(name, at, new String(JsonCodec.write(data), StandardCharsets.UTF_8));
    }

    String text() {
        return "id: " + Json.text(at) + "\nevent: " + name + "\ndata: " + data + "\n\n";
    }
}
