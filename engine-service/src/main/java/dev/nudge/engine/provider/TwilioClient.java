package dev.nudge.engine.provider;

import dev.nudge.infrastructure.provider.ProviderSettings;
import dev.nudge.json.JsonCodec;
import dev.nudge.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.entity.UrlEncodedFormEntity;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * HTTP requests to Twilio's Messages resource. Each is sent at most once, takes at most the provider's time-out, and
 * carries the present credentials. Redirects are not followed. Thread-safe.
 */
final class TwilioClient implements AutoCloseable {

    /** Shorter than servers keep an idle connection, which they may close while a request is being written. */
    private static final Timeout IDLE = Timeout.ofSeconds(5);
    private static final int MAX_MESSAGE_BYTES = 64 * 1024;
    private static final int MAX_PAGE_BYTES = 1024 * 1024;
    private static final String CONNECTED = TwilioClient.class.getName() + ".connected";

    private final ProviderSettings.Twilio settings;
    private final Duration timeout;
    private final HttpHost host;
    private final String baseUrl;
    private final URI messages;
    private final CloseableHttpClient http;

    TwilioClient(ProviderSettings.Twilio settings) {
        this.settings = settings;
        this.timeout = settings.pace().timeout();
        this.host = HttpHost.create(settings.baseUrl());
        String url = settings.baseUrl().toString();
        this.baseUrl = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.messages = URI.create(baseUrl + "/2010-04-01/Accounts/" + settings.accountSid() + "/Messages.json");
        this.http = client(settings.pace());
    }

    private static CloseableHttpClient client(ProviderSettings.Pace pace) {
        Timeout timeout = Timeout.of(pace.timeout());
        int connections = pace.concurrency() + MessageProvider.LOOK_UPS;
        return HttpClientBuilder.create()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnTotal(connections).setMaxConnPerRoute(connections)
                        .setDefaultConnectionConfig(ConnectionConfig.custom().setConnectTimeout(timeout)
                                .setSocketTimeout(timeout).setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                                .setIdleTimeout(IDLE)
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom().setConnectionRequestTimeout(timeout)
                        .setResponseTimeout(timeout).setRedirectsEnabled(false).setProtocolUpgradeEnabled(false)
                        .setAuthenticationEnabled(false).build())
                .addExecInterceptorBefore(ChainElement.MAIN_TRANSPORT.name(), CONNECTED, (request, scope, chain) -> {
                    scope.clientContext.setAttribute(CONNECTED, true);
                    return chain.proceed(request, scope);
                })
                .disableAutomaticRetries().disableRedirectHandling().disableCookieManagement()
                .disableContentCompression().disableAuthCaching().setUserAgent("Nudge").build();
    }

    /** Creates a message. */
    TwilioAnswer create(List<NameValuePair> form) {
        HttpPost request = new HttpPost(messages);
        request.setEntity(new UrlEncodedFormEntity(form, StandardCharsets.UTF_8));
        return execute(request, MAX_MESSAGE_BYTES);
    }

    /** The first page of the messages that a query selects. */
    URI messages(String query) {
        return URI.create(messages + "?" + query);
    }

    /** The page that {@code next_page_uri} names; empty if it is not a page of this account. */
    Optional<URI> nextPage(String nextPageUri) {
        String url = nextPageUri.startsWith("/") ? baseUrl + nextPageUri : nextPageUri;
        try {
            return url.startsWith(messages + "?") ? Optional.of(URI.create(url)) : Optional.empty();
        } catch (IllegalArgumentException notAUrl) {
            return Optional.empty();
        }
    }

    TwilioAnswer page(URI page) {
        return execute(new HttpGet(page), MAX_PAGE_BYTES);
    }

    private TwilioAnswer execute(HttpUriRequestBase request, int maxBytes) {
        TwilioCredentials credentials;
        try {
            credentials = TwilioCredentials.read(settings);
        } catch (RuntimeException unreadable) {
            return new TwilioAnswer.NotSent("CREDENTIALS",
                    "The credentials of the provider \"" + settings.name() + "\" cannot be read.");
        }
        request.setHeader(HttpHeaders.ACCEPT, "application/json");
        request.setHeader(HttpHeaders.AUTHORIZATION, credentials.authorization());
        HttpClientContext context = HttpClientContext.create();
        CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
        CompletableFuture<?> _ = end.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).whenComplete((_, late) -> {
            if (late != null) {
                request.cancel();
            }
        });
        try (ClassicHttpResponse response = http.executeOpen(host, request, context)) {
            Header retryAfter = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
            return new TwilioAnswer.Received(response.getCode(), retryAfter == null ? null : retryAfter.getValue(),
                    json(response, maxBytes), credentials);
        } catch (IOException | IllegalStateException failure) {
            return failure(failure, request.isCancelled(), context, credentials);
        } finally {
            end.complete(null);
        }
    }

    private TwilioAnswer failure(Exception failure, boolean isLate, HttpClientContext context,
            TwilioCredentials credentials) {
        boolean isTimeout = isLate || failure instanceof SocketTimeoutException;
        String reason = isTimeout
                ? "There was no answer within " + timeout.toMillis() + " ms."
                : failure.getClass().getSimpleName() + ": " + failure.getMessage();
        if (context.getAttribute(CONNECTED) == null) {
            return new TwilioAnswer.NotSent("CONNECTION",
                    credentials.redact("No connection to " + host.toURI() + " was opened. " + reason));
        }
        return new TwilioAnswer.Interrupted(isTimeout ? "TIMEOUT" : "CONNECTION_LOST",
                credentials.redact("The request to " + host.toURI() + " may have been processed. " + reason));
    }

    private static @Nullable JsonObject json(ClassicHttpResponse response, int maxBytes) {
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return null;
        }
        try (InputStream content = entity.getContent()) {
            byte[] body = content.readNBytes(maxBytes + 1);
            return body.length > maxBytes
                    ? null
                    : JsonCodec.readObject(body).understood().map(JsonObject::of).orElse(null);
        } catch (IOException incomplete) {
            return null;
        }
    }

    @Override
    public void close() {
        http.close(CloseMode.IMMEDIATE);
    }
}
