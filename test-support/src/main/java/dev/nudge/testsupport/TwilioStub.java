package dev.nudge.testsupport;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.nudge.json.JsonCodec;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Twilio's Messages resource over HTTP: it accepts messages, lists them in pages, and fails on request. As at Twilio,
 * accepted messages are queued and have no {@code date_sent}, so that the filter by it does not select them. Runs in
 * the process of a test, or in its own ({@link #main}). Thread-safe.
 */
public final class TwilioStub implements AutoCloseable {

    private static final DateTimeFormatter RFC_2822 = DateTimeFormatter
            .ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.US).withZone(ZoneOffset.UTC);
    private static final int DEFAULT_PAGE_SIZE = 50;
    private static final int TRICKLE_MILLIS = 20;
    private static final Duration HELD = Duration.ofMinutes(10);

    /** What happens to one request instead of the usual. A GET accepts nothing. */
    public sealed interface Fault {

        /** The request has no effect, and is answered. */
        record Refuse(int status, Map<String, String> headers, String body) implements Fault {}

        /** The message is accepted, and something else is answered. */
        record AcceptAndAnswer(int status, String body) implements Fault {}

        /** The message is accepted, and the connection is closed without an answer. */
        record AcceptAndClose() implements Fault {}

        /** The message is accepted, and the connection is closed in the middle of the answer's body. */
        record AcceptAndCloseInAnswer() implements Fault {}

        /** The message is accepted; the answer waits for {@link TwilioStub#release}. */
        record AcceptAndHold() implements Fault {}

        /** The message is accepted; the answer waits for a time. */
        record AcceptAndDelay(Duration delay) implements Fault {}

        /** The message is accepted; the answer's body is sent so slowly that it takes seconds. */
        record AcceptAndTrickle() implements Fault {}

        /** The request is read, and the connection is closed. */
        record Close() implements Fault {}

        /** The request has no effect, and is not answered before {@link TwilioStub#release}. */
        record Hold() implements Fault {}

        /** An error as Twilio writes it. */
        static Fault error(int status, int code, String message) {
            return new Refuse(status, Map.of(), json(Map.of("code", code, "message", message, "more_info",
                    "https://www.twilio.com/docs/errors/" + code, "status", status)));
        }
    }

    /** A request as it arrived. */
    public record Request(String method, String uri, @Nullable String authorization, @Nullable String contentType,
            String body) {

        /** The fields of a POST. */
        public Map<String, String> form() {
            return fields(body);
        }
    }

    /**
     * A message that the stub holds.
     *
     * @param form the fields of the POST
     */
    public record Message(String sid, Instant createdAt, Map<String, String> form, String direction, String status,
            @Nullable Integer errorCode, @Nullable String errorMessage) {

        public static Message queued(Map<String, String> form, Instant createdAt) {
            return new Message("SM" + UUID.randomUUID().toString().replace("-", ""), createdAt, form, "outbound-api",
                    "queued", null, null);
        }

        public Message with(String newStatus, @Nullable Integer code, @Nullable String text) {
            return new Message(sid, createdAt, form, direction, newStatus, code, text);
        }

        public Message inbound() {
            return new Message(sid, createdAt, form, "inbound", "received", errorCode, errorMessage);
        }

        private boolean isSent() {
            return !status.equals("queued");
        }

        private Map<String, @Nullable Object> resource() {
            Map<String, @Nullable Object> resource = new LinkedHashMap<>();
            resource.put("sid", sid);
            resource.put("status", status);
            resource.put("direction", direction);
            resource.put("to", form.get("To"));
            resource.put("from", form.get("From"));
            resource.put("messaging_service_sid", form.get("MessagingServiceSid"));
            resource.put("body", form.getOrDefault("Body", "The text of " + form.get("ContentSid")));
            resource.put("num_segments", form.containsKey("MessagingServiceSid") ? "0" : "1");
            resource.put("error_code", errorCode);
            resource.put("error_message", errorMessage);
            resource.put("date_created", RFC_2822.format(createdAt));
            resource.put("date_sent", isSent() ? RFC_2822.format(createdAt) : null);
            return resource;
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final InstantSource clock;
    private final @Nullable Path file;
    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Queue<Fault> ofPosts = new ConcurrentLinkedQueue<>();
    private final Queue<Fault> ofGets = new ConcurrentLinkedQueue<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile Supplier<Optional<Fault>> furtherOfPosts = Optional::empty;
    private volatile Supplier<Optional<Fault>> furtherOfGets = Optional::empty;

    private TwilioStub(HttpServer server, InstantSource clock, @Nullable Path file) {
        this.server = server;
        this.clock = clock;
        this.file = file;
    }

    /** @param port 0 for any */
    public static TwilioStub start(int port, InstantSource clock) {
        return start(port, clock, null);
    }

    /**
     * @param port 0 for any
     * @param file gets one JSON line per accepted message, before the answer: {@code sid}, {@code dateCreated} and
     *        {@code form}
     */
    public static TwilioStub start(int port, InstantSource clock, @Nullable Path file) {
        try {
            TwilioStub stub = new TwilioStub(
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0), clock, file);
            stub.server.setExecutor(stub.threads);
            stub.server.createContext("/2010-04-01/Accounts/", stub::handle);
            stub.server.start();
            return stub;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs until the process is stopped. Arguments: the port, and the file for accepted messages. */
    @SuppressWarnings("resource")
    public static void main(String[] arguments) throws InterruptedException {
        start(Integer.parseInt(arguments[0]), InstantSource.system(), Path.of(arguments[1]));
        new CountDownLatch(1).await();
    }

    public URI baseUrl() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    /** The accepted messages, in order. */
    public List<Message> accepted() {
        return List.copyOf(messages);
    }

    /** The requests, in order of arrival. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Adds a message that no request created. */
    public Message add(Message message) {
        messages.add(message);
        return message;
    }

    /** Lets the next POSTs fail, one fault each. */
    public void failPosts(Fault... faults) {
        ofPosts.addAll(List.of(faults));
    }

    /** Lets the next GETs fail, one fault each. */
    public void failGets(Fault... faults) {
        ofGets.addAll(List.of(faults));
    }

    /**
     * Decides what happens to each further request.
     *
     * @param ofPosts called by several threads, as {@code ofGets}; empty for the usual
     */
    public void fail(Supplier<Optional<Fault>> ofPosts, Supplier<Optional<Fault>> ofGets) {
        furtherOfPosts = ofPosts;
        furtherOfGets = ofGets;
    }

    /** Sends the answers that are held, and those that would be. */
    public void release() {
        released.countDown();
    }

    @Override
    public void close() {
        release();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            requests.add(new Request(exchange.getRequestMethod(), exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    exchange.getRequestHeaders().getFirst("Content-Type"), body));
            if (exchange.getRequestMethod().equals("POST")) {
                handle(exchange, next(ofPosts, furtherOfPosts), body);
            } else {
                handle(exchange, next(ofGets, furtherOfGets), null);
            }
        }
    }

    private static @Nullable Fault next(Queue<Fault> faults, Supplier<Optional<Fault>> further) {
        Fault next = faults.poll();
        return next == null ? further.get().orElse(null) : next;
    }

    /** @param form null for a GET */
    private void handle(HttpExchange exchange, @Nullable Fault fault, @Nullable String form) throws IOException {
        switch (fault) {
            case null -> answer(exchange, form == null ? 200 : 201, usual(exchange, form));
            case Fault.Refuse(int status, Map<String, String> headers, String body) -> {
                headers.forEach(exchange.getResponseHeaders()::set);
                answer(exchange, status, body);
            }
            case Fault.AcceptAndAnswer(int status, String body) -> {
                usual(exchange, form);
                answer(exchange, status, body);
            }
            case Fault.AcceptAndClose() -> usual(exchange, form);
            case Fault.AcceptAndCloseInAnswer() -> {
                byte[] body = usual(exchange, form).getBytes(UTF_8);
                exchange.sendResponseHeaders(201, body.length);
                exchange.getResponseBody().write(body, 0, body.length / 2);
                exchange.getResponseBody().flush();
            }
            case Fault.AcceptAndHold() -> {
                String body = usual(exchange, form);
                isReleasedWithin(HELD.toMillis());
                answer(exchange, 201, body);
            }
            case Fault.AcceptAndDelay(Duration delay) -> {
                String body = usual(exchange, form);
                isReleasedWithin(delay.toMillis());
                answer(exchange, form == null ? 200 : 201, body);
            }
            case Fault.AcceptAndTrickle() -> {
                byte[] body = usual(exchange, form).getBytes(UTF_8);
                exchange.sendResponseHeaders(201, body.length);
                OutputStream stream = exchange.getResponseBody();
                for (int i = 0; i < body.length && !isReleasedWithin(TRICKLE_MILLIS); i++) {
                    stream.write(body, i, 1);
                    stream.flush();
                }
            }
            case Fault.Close() -> {
            }
            case Fault.Hold() -> isReleasedWithin(HELD.toMillis());
        }
    }

    private boolean isReleasedWithin(long millis) {
        try {
            return released.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private String usual(HttpExchange exchange, @Nullable String form) throws IOException {
        return json(form == null ? page(exchange.getRequestURI()) : accept(fields(form)).resource());
    }

    private synchronized Message accept(Map<String, String> form) throws IOException {
        Message message = add(Message.queued(form, clock.instant()));
        if (file != null) {
            String line = json(
                    Map.of("sid", message.sid(), "dateCreated", message.createdAt().toString(), "form", form));
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        return message;
    }

    /** A page of the messages to {@code To}, sent since {@code DateSent>}; the most recent are first. */
    private Map<String, @Nullable Object> page(URI uri) {
        Map<String, String> query = fields(uri.getRawQuery() == null ? "" : uri.getRawQuery());
        List<Message> selected = messages.stream()
                .filter(message -> !query.containsKey("To") || query.get("To").equals(message.form().get("To")))
                .filter(message -> !query.containsKey("DateSent>") || isSentSince(message, query.get("DateSent>")))
                .sorted(Comparator.comparing(Message::createdAt).reversed()).toList();
        int page = Integer.parseInt(query.getOrDefault("Page", "0"));
        int size = Integer.parseInt(query.getOrDefault("PageSize", String.valueOf(DEFAULT_PAGE_SIZE)));
        Map<String, String> next = new LinkedHashMap<>(query);
        next.put("Page", String.valueOf(page + 1));
        List<Map<String, @Nullable Object>> resources = new ArrayList<>();
        selected.stream().skip((long) page * size).limit(size).forEach(message -> resources.add(message.resource()));
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("page", page);
        json.put("page_size", size);
        json.put("messages", resources);
        json.put("next_page_uri",
                selected.size() > (long) (page + 1) * size ? uri.getPath() + "?" + encoded(next) : null);
        return json;
    }

    private static boolean isSentSince(Message message, @Nullable String day) {
        return message.isSent() && day != null
                && !LocalDate.ofInstant(message.createdAt(), ZoneOffset.UTC).isBefore(LocalDate.parse(day));
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static Map<String, String> fields(String encoded) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : encoded.split("&")) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(URLDecoder.decode(field.substring(0, equals), UTF_8),
                        URLDecoder.decode(field.substring(equals + 1), UTF_8));
            }
        }
        return fields;
    }

    private static String encoded(Map<String, String> fields) {
        List<String> encoded = new ArrayList<>();
        fields.forEach((name, value) -> encoded.add(URLEncoder.encode(name, UTF_8) + "="
                + URLEncoder.encode(value, UTF_8)));
        return String.join("&", encoded);
    }

    private static String json(Map<String, ? extends @Nullable Object> value) {
        return new String(JsonCodec.write(value), UTF_8);
    }
}
