package dev.nudge.engine.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nudge.engine.provider.SendResult.Cause;
import dev.nudge.infrastructure.provider.StandardWebhooks;
import dev.nudge.infrastructure.tracing.Traces;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Instant;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.EntityTemplate;
import org.jspecify.annotations.Nullable;

/** One request to an endpoint, on its own connection. It can be given up at any time, from another thread. */
final class WebhookAttempt {

    /** The answer's body is read as far as this. */
    static final int MAX_ANSWER_BYTES = 64 * 1024;

    private static final String CONNECTION = "CONNECTION";
    private static final String TIMEOUT = "TIMEOUT";

    private final URI url;
    private final HttpPost request;
    private final Instant now;
    private volatile boolean isHandedOver;
    private volatile @Nullable SendResult answered;

    /** @param traceparent the place of the attempt in a trace; null when it belongs to none */
    WebhookAttempt(URI url, StandardWebhooks.Headers headers, @Nullable String traceparent, byte[] body, Instant now) {
        this.url = url;
        this.now = now;
        request = new HttpPost(url);
        request.setHeader(StandardWebhooks.ID_HEADER, headers.id());
        request.setHeader(StandardWebhooks.TIMESTAMP_HEADER, headers.timestamp());
        request.setHeader(StandardWebhooks.SIGNATURE_HEADER, headers.signature());
        if (traceparent != null) {
            request.setHeader(Traces.HEADER, traceparent);
        }
        request.setHeader(HttpHeaders.CONNECTION, "close");
        request.setEntity(new EntityTemplate(body.length, ContentType.create("application/json"), out -> {
            isHandedOver = true;
            out.write(body);
        }));
    }

    SendResult send(HttpClient client) {
        try {
            ClassicHttpResponse response = client.executeOpen(
                    new HttpHost(url.getScheme(), url.getHost(), url.getPort()), request, HttpClientContext.create());
            SendResult withoutBody = answer(response, "");
            answered = withoutBody;
            return withoutBody instanceof SendResult.Accepted ? withoutBody : answer(response, body(response));
        } catch (EgressRefusedException refused) {
            return refused.result();
        } catch (IOException lost) {
            return lost instanceof InterruptedIOException ? timedOut() : withoutAnswer(CONNECTION, describe(lost));
        } finally {
            request.cancel();
        }
    }

    /** Closes the connection, and returns what is certain by then. */
    SendResult giveUp() {
        request.cancel();
        SendResult known = answered;
        return known == null ? timedOut() : known;
    }

    private SendResult timedOut() {
        return withoutAnswer(TIMEOUT, "The endpoint did not answer in time.");
    }

    private SendResult withoutAnswer(String code, String text) {
        return isHandedOver
                ? new SendResult.Unknown(code, text)
                : new SendResult.Rejected(code, text, Cause.TEMPORARY);
    }

    private SendResult answer(ClassicHttpResponse response, String body) {
        Header retryAfter = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
        return new WebhookAnswer(response.getCode(), retryAfter == null ? null : retryAfter.getValue(), body)
                .result(now);
    }

    private static String body(ClassicHttpResponse response) {
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return "";
        }
        try {
            return new String(entity.getContent().readNBytes(MAX_ANSWER_BYTES), UTF_8);
        } catch (IOException lost) {
            return "";
        }
    }

    private String describe(IOException lost) {
        if (isHandedOver) {
            return "The connection was lost before the endpoint answered.";
        }
        return switch (lost) {
            case UnknownHostException _ -> "The host name of the webhook URL cannot be resolved.";
            case SSLException _ -> "No encrypted connection can be made: the endpoint's certificate or protocol is "
                    + "not accepted.";
            default -> "No connection to the endpoint can be made.";
        };
    }
}
