package dev.nudge.engine.provider;

import dev.nudge.engine.provider.SendResult.Cause;
import dev.nudge.infrastructure.provider.ProviderSettings;
import dev.nudge.infrastructure.provider.StandardWebhooks;
import dev.nudge.infrastructure.tracing.Traces;
import dev.nudge.json.Json;
import dev.nudge.json.JsonCodec;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * Posts messages to the organization's webhook URL, signed per Standard Webhooks 1.0. The body is {@code {"type":
 * "message", "timestamp": <when it fired>, "data": <the message as in message.commands>}}, the header {@code
 * webhook-id} the message's id. Both are the same in each attempt, so that the endpoint recognises a repeat (G1).
 * <p>
 * An attempt takes at most the provider's time-out, from the look-up of the host name to the end of the answer. It
 * follows no redirects and uses no proxy, and only calls addresses that {@link EgressGuard} allows.
 * <table>
 * <caption>Results</caption>
 * <tr><th>answer</th><th>result</th></tr>
 * <tr><td>2xx</td><td>{@code Accepted}</td></tr>
 * <tr><td>429; 503 with {@code Retry-After}</td><td>{@code Throttled}</td></tr>
 * <tr><td>408, 425, 5xx</td><td>{@code Rejected}, {@code TEMPORARY}; the status as code</td></tr>
 * <tr><td>410</td><td>{@code Rejected}, {@code GONE}</td></tr>
 * <tr><td>3xx and other 4xx</td><td>{@code Rejected}, {@code PROVIDER}: the endpoint refuses this message; another one
 * may succeed</td></tr>
 * <tr><td>none, and the request was not begun: no such host, no connection, no TLS</td><td>{@code Rejected},
 * {@code TEMPORARY}, with code {@code CONNECTION} or {@code TIMEOUT}</td></tr>
 * <tr><td>none, and the request may have arrived</td><td>{@code Unknown} with the same codes</td></tr>
 * <tr><td>not called: refused by {@link EgressGuard}</td><td>{@code Rejected}, {@code PROVIDER}, {@code
 * EGRESS}</td></tr>
 * <tr><td>not called: no valid key at present</td><td>{@code Rejected}, {@code TEMPORARY}, {@code NO_KEY}</td></tr>
 * <tr><td>not called: more than 1 MiB</td><td>{@code Rejected}, {@code RECIPIENT}, {@code TOO_LARGE}</td></tr>
 * </table>
 */
public final class WebhookProvider implements MessageProvider {

    private static final int MAX_REQUEST_BYTES = 1024 * 1024;
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int MAX_HEADERS = 100;

    private final ProviderSettings.Webhook settings;
    private final InstantSource clock;
    private final StandardWebhooks signatures;
    private final EgressGuard guard;
    private final CloseableHttpClient client;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    public WebhookProvider(ProviderSettings.Webhook settings, InstantSource clock) {
        this(settings, clock, SystemDefaultDnsResolver.INSTANCE);
    }

    WebhookProvider(ProviderSettings.Webhook settings, InstantSource clock, DnsResolver names) {
        this.settings = settings;
        this.clock = clock;
        signatures = new StandardWebhooks(settings.secrets());
        guard = new EgressGuard(settings.allowHttp(), settings.allowPrivateAddresses(), names);
        client = client(guard, Timeout.of(settings.pace().timeout()));
    }

    /**
     * The caller limits how many requests are made at a time. Each has its own connection, to addresses just checked.
     */
    private static CloseableHttpClient client(DnsResolver names, Timeout timeout) {
        ConnectionConfig connection = ConnectionConfig.custom().setConnectTimeout(timeout).setSocketTimeout(timeout)
                .build();
        Http1Config limits = Http1Config.custom().setMaxLineLength(MAX_HEADER_BYTES).setMaxHeaderCount(MAX_HEADERS)
                .build();
        PoolingHttpClientConnectionManager connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(names).setDefaultConnectionConfig(connection)
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder().http1Config(limits).build())
                .setMaxConnPerRoute(Integer.MAX_VALUE).setMaxConnTotal(Integer.MAX_VALUE).build();
        RequestConfig request = RequestConfig.custom().setConnectionRequestTimeout(timeout).setResponseTimeout(timeout)
                .setAuthenticationEnabled(false).setProtocolUpgradeEnabled(false).build();
        return HttpClientBuilder.create().setConnectionManager(connections).setDefaultRequestConfig(request)
                .setConnectionReuseStrategy((_, _, _) -> false).setUserAgent("Nudge").disableRedirectHandling()
                .disableAutomaticRetries().disableCookieManagement().disableAuthCaching().disableContentCompression()
                .build();
    }

    @Override
    public boolean recognisesRepeats() {
        return true;
    }

    @Override
    public SendResult send(OutboundMessage message) {
        Instant now = clock.instant();
        byte[] body = body(message, now);
        if (body.length > MAX_REQUEST_BYTES) {
            return new SendResult.Rejected("TOO_LARGE",
                    "The message has " + body.length + " bytes; a webhook has at most " + MAX_REQUEST_BYTES + ".",
                    Cause.RECIPIENT);
        }
        URI url;
        StandardWebhooks.Headers headers;
        try {
            url = guard.check(message.to());
            headers = signatures.sign(message.id(), now, body);
        } catch (EgressRefusedException refused) {
            return refused.result();
        } catch (IllegalStateException | UncheckedIOException noKey) {
            return new SendResult.Rejected("NO_KEY", "No valid key is configured. Set nudge.delivery.providers."
                    + settings.name() + ".secrets to whsec_ keys.", Cause.TEMPORARY);
        }
        return send(new WebhookAttempt(url, headers, Traces.current(), body, now));
    }

    private static byte[] body(OutboundMessage message, Instant now) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "message");
        body.put("timestamp", Objects.requireNonNullElseGet(message.command().get("firedAt"), () -> Json.text(now)));
        body.put("data", message.command());
        return JsonCodec.write(body);
    }

    /** On a thread of its own, because the look-up of a host name, and an answer that trickles, end at no time-out. */
    private SendResult send(WebhookAttempt attempt) {
        Future<SendResult> result = threads.submit(() -> attempt.send(client));
        try {
            return result.get(settings.pace().timeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return attempt.giveUp();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return attempt.giveUp();
        } catch (ExecutionException defect) {
            throw new IllegalStateException("Expected a result of each attempt.", defect.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        client.close(CloseMode.IMMEDIATE);
    }
}
