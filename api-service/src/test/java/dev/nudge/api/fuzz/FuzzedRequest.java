package dev.nudge.api.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nudge.api.support.Client;
import dev.nudge.api.support.Contract;
import dev.nudge.api.support.Description;
import dev.nudge.api.support.Description.Route;
import dev.nudge.json.JsonCodec;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request to a route, either as described or mutated.
 *
 * @param bytes the bytes of the body, one per character; null when there is none
 * @param text the body, if the contract can validate it
 * @param isAsDescribed whether the schemas allow the request
 */
public record FuzzedRequest(Route route, Client client, String method, String target, @Nullable String bytes,
        @Nullable String text, boolean isAsDescribed) {

    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS",
            "TRACE", "BREW");
    private static final List<String> SEGMENTS = List.of("%00", "%0A", "a%2Fb", "..", "%2e%2e", "%25", "%ff", "%C3%28",
            "a;b=c", "%3B", "$where", "a.b", "%20", "%F0%9F%91%8B", "simulate", "replay", "me", "sms", "%5C", "'%22");
    private static final Map<String, List<String>> HEADERS = Map.of(
            "If-Match", List.of("\"1\"", "*", "1", "\"", "\"99999999999999999999\"", "W/\"1\"", "\"1\", \"2\"", ",",
                    "\u00ff"),
            "If-None-Match", List.of("\"1\"", "*", "1", "\"", "W/\"1\"", "\"a\"b\""),
            "Idempotency-Key", List.of("k1", "k2", "", "a b", "x".repeat(255), "x".repeat(256), "$where", "\u00e9"),
            "Content-Type", List.of("text/plain", "application/xml", "application/json; charset=utf-8",
                    "application/json; charset=utf-16", "application/json; charset=nope", "json", "",
                    "application/merge-patch+json", "multipart/form-data", "multipart/form-data; boundary=x",
                    "application/x-www-form-urlencoded", "*/*", "application/json;;"),
            "Accept", List.of("*/*", "application/json", "text/html", "application/xml", "application/problem+json",
                    "application/json;charset=utf-16", "*/*;charset=nope",
                    "nope", "", "application/json;q=2", "text/event-stream"),
            "Accept-Charset", List.of("utf-16", "nope"), "Accept-Encoding", List.of("gzip", "br;q=9"),
            "Accept-Language", List.of("pt", "x-"), "Range", List.of("bytes=0-1", "bytes=9-"),
            "X-HTTP-Method-Override", List.of("DELETE"));

    public static FuzzedRequest of(Description description, FuzzedOrganization organization, Random random) {
        return new Maker(description, organization, random).make();
    }

    @Override
    public String toString() {
        String sent = bytes == null ? "" : bytes;
        return method + " " + target + " " + client.without("Authorization").headers() + " "
                + sent.substring(0, Math.min(sent.length(), 1_500));
    }

    /** Creates requests, of which about a third match the description. */
    private record Maker(Description description, FuzzedOrganization organization, Random random, Sampler sampler,
            Mutations mutations) {

        Maker(Description description, FuzzedOrganization organization, Random random) {
            this(description, organization, random, new Sampler(description, random), new Mutations(random));
        }

        FuzzedRequest make() {
            Route route = random(description.routes());
            boolean asDescribed = random.nextInt(3) == 0;
            Client client = !asDescribed && chance(20) ? random(organization.others()) : organization.admin();
            Set<String> described = described(route);
            for (Map.Entry<String, List<String>> header : HEADERS.entrySet()) {
                if (!asDescribed && chance(described.contains(header.getKey()) ? 4 : 25)) {
                    client = client.with(header.getKey(), random(header.getValue()));
                }
            }
            String method = !asDescribed && chance(25) ? random(METHODS) : route.method();
            String target = path(route, asDescribed) + query(route, asDescribed);
            if (!description.at(route.pointer()).has("requestBody")) {
                String body = !asDescribed && chance(20) ? "{}" : null;
                return new FuzzedRequest(route, client, method, target, body, null, asDescribed);
            }
            return withBody(route, client, method, target, asDescribed);
        }

        private Set<String> described(Route route) {
            return description.parameters(route).stream().map(description::at)
                    .map(parameter -> parameter.get("name").stringValue()).collect(Collectors.toSet());
        }

        private FuzzedRequest withBody(Route route, Client client, String method, String target,
                boolean asDescribed) {
            JsonNode content = description.at(route.pointer() + "/requestBody/content");
            if (!content.has("application/json")) {
                String type = content.propertyNames().iterator().next();
                String example = content.get(type).get("example").stringValue();
                return new FuzzedRequest(route, client.with("Content-Type", type), method, target,
                        asDescribed ? example : new String(mutations.bytes(example), ISO_8859_1), null, asDescribed);
            }
            JsonNode sample = known(sampler.body(route));
            String text = asDescribed || chance(5) ? sample.toString() : mutations.mutated(sample);
            byte[] body = asDescribed ? text.getBytes(UTF_8) : mutations.bytes(text);
            boolean isText = text.equals(new String(body, UTF_8));
            boolean isJudged = isText && method.equals(route.method());
            return new FuzzedRequest(route, client, method, target, new String(body, ISO_8859_1),
                    isJudged ? text : null, asDescribed && Contract.isValidBody(route, text));
        }

        /** Inserts existing ids, which random generation would not find. */
        private JsonNode known(JsonNode sample) {
            if (sample instanceof ArrayNode events && chance(3)) {
                return events.get(0); // a single event may be sent without a list
            }
            if (!(sample instanceof ObjectNode) || chance(2)) {
                return sample;
            }
            ObjectNode body = (ObjectNode) sample.deepCopy();
            if (body.has("ids")) {
                body.putArray("ids").add(organization.deadLetterId());
            }
            if (body.has("automations")) {
                body.putObject("automations").set(organization.automationId(),
                        sampler.value("/components/schemas/PreferencePatch"));
            }
            return body;
        }

        private String path(Route route, boolean asDescribed) {
            return Stream.of(route.path().split("/")).map(segment -> {
                if (!segment.startsWith("{")) {
                    return segment;
                }
                return asDescribed || !chance(5)
                        ? organization.known(route, segment.substring(1, segment.length() - 1))
                        : chance(3) ? encoded(mutations.text()) : random(SEGMENTS);
            }).collect(Collectors.joining("/"));
        }

        private String query(Route route, boolean asDescribed) {
            List<String> pairs = new ArrayList<>();
            for (String parameter : description.parameters(route)) {
                JsonNode described = description.at(parameter);
                if (described.path("in").stringValue("").equals("query")
                        && (described.path("required").booleanValue(false) || chance(4))) {
                    String name = described.get("name").stringValue();
                    String value = asDescribed || chance(2) ? value(name, parameter) : mutated(name);
                    pairs.add(name + "=" + value);
                    if (!asDescribed && chance(20)) {
                        pairs.add(name + "=" + value);
                    }
                }
            }
            if (!asDescribed && chance(15)) {
                pairs.add(random(List.of("colour=red", "limit=0", "limit=101", "limit=١", "limit=1e1", "cursor=x",
                        "cursor=WyJhIiwiYiJd", "cursor=W10", "cursor=WyJcdTAwMDAiXQ", "%00=1", "$where=1", "=", "&&",
                        "a[]=1", "cursor=%FF", "x=" + "y".repeat(5_000), "limit", "?")).replace("١", "%D9%A1"));
            }
            return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
        }

        private String mutated(String name) {
            if (!name.equals("cursor")) {
                return encoded(mutations.text());
            }
            List<String> keys = Stream.generate(() -> chance(2) ? "2026-04-22T10:14:00.000Z" : mutations.text())
                    .limit(random.nextInt(1, 4)).collect(Collectors.toCollection(ArrayList::new));
            if (keys.size() == 3 && chance(2)) {
                keys.set(0, random(List.of("createdAt", "name")));
            }
            return Base64.getUrlEncoder().withoutPadding().encodeToString(JsonCodec.write(keys));
        }

        private String value(String name, String parameter) {
            return switch (name) {
                case "leadId" -> "lead-7";
                case "cursor" -> "";
                default -> {
                    JsonNode value = sampler.value(parameter + "/schema");
                    yield value.isNull() ? "" : encoded(value.asString());
                }
            };
        }

        private static String encoded(String text) {
            return URLEncoder.encode(text, UTF_8).replace("+", "%20");
        }

        private boolean chance(int oneIn) {
            return random.nextInt(oneIn) == 0;
        }

        private <T> T random(List<T> values) {
            return values.get(random.nextInt(values.size()));
        }
    }
}
