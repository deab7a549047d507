package dev.nudge.api.callback;

import dev.nudge.Topics;
import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.TestProviders;
import dev.nudge.api.support.Topic;
import dev.nudge.infrastructure.provider.StandardWebhooks;
import dev.nudge.infrastructure.provider.TwilioSignature;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;

/** What providers send, signed as they sign it, and what becomes of it. */
record Callbacks(Api api, MongoTemplate store, String organization) {

    static final String FORM = "application/x-www-form-urlencoded";

    /** Signed with the token of the first account, over the public URL. */
    Answer twilio(String path, Map<String, String> form) {
        return twilio(path, form, signature(TestProviders.TOKEN, TestProviders.PUBLIC_URL + path, form));
    }

    Answer twilio(String path, Map<String, String> form, @Nullable String signature) {
        Client twilio = api.anonymous().with("Content-Type", FORM);
        return (signature == null ? twilio : twilio.with(TwilioSignature.HEADER, signature)).send("POST", path,
                BodyPublishers.ofString(encoded(form)));
    }

    static String signature(String token, String url, Map<String, String> form) {
        return TwilioSignature.of(token, url, form.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, parameter -> List.of(parameter.getValue()))));
    }

    static String encoded(Map<String, String> form) {
        return form.entrySet().stream().map(parameter -> encoded(parameter.getKey()) + "="
                + encoded(parameter.getValue())).collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    String inboundPath() {
        return "/callbacks/twilio/" + organization + "/inbound";
    }

    static Map<String, String> sms(String sid, String from, String body) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("ToCountry", "US");
        form.put("SmsMessageSid", sid);
        form.put("NumMedia", "0");
        form.put("MessageSid", sid);
        form.put("AccountSid", TestProviders.ACCOUNT);
        form.put("From", from);
        form.put("To", "+14155550199");
        form.put("Body", body);
        form.put("ApiVersion", "2010-04-01");
        return form;
    }

    Answer webhook(String id, String json) {
        return webhook(id, Instant.now(), json, TestProviders.WEBHOOK_SECRET);
    }

    Answer webhook(String id, Instant at, String json, String secret) {
        StandardWebhooks.Headers headers = new StandardWebhooks(() -> List.of(secret)).sign(id, at,
                json.getBytes(StandardCharsets.UTF_8));
        return api.anonymous().with(StandardWebhooks.ID_HEADER, headers.id())
                .with(StandardWebhooks.TIMESTAMP_HEADER, headers.timestamp())
                .with(StandardWebhooks.SIGNATURE_HEADER, headers.signature())
                .send("POST", "/callbacks/webhook/" + organization, BodyPublishers.ofString(json));
    }

    void lead(String id, String attribute, String value, String key) {
        store.getCollection("leads").insertOne(new Document("_id", organization + ":" + id)
                .append("organizationId", organization).append("leadId", id)
                .append("createdAt", Date.from(Instant.EPOCH)).append("lastNow", Date.from(Instant.EPOCH))
                .append("attributes", new Document(attribute, value)).append("addresses", List.of(key)));
    }

    List<Map<String, @Nullable Object>> events() {
        return records(Topics.LEAD_EVENTS);
    }

    List<Map<String, @Nullable Object>> reports() {
        return records(Topics.MESSAGE_STATUS);
    }

    private List<Map<String, @Nullable Object>> records(String name) {
        try (Topic topic = new Topic(name)) {
            return topic.of(organization);
        }
    }

    @Nullable
    Document suppression(String id) {
        return store.getCollection("suppressions").find(new Document("_id", organization + ":" + id)).first();
    }
}
