package dev.nudge.api.http;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.Constants;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 in which a request has a deadline to arrive. Tomcat's own timeout counts from the last byte, so that a sender
 * of one byte now and then could keep a connection for hours. Here, a sweep gives each connection that is late the
 * shortest read timeout there is, and Tomcat itself closes it for that. It is late when its request line and headers
 * have taken longer than the header timeout; when what is left of a body that no controller has read has taken longer
 * than both timeouts together; or when it has sent only blank lines for longer than the header timeout. A connection
 * that sends nothing between two requests is not late, but idle: that is the keep-alive timeout's part. A body that a
 * controller reads is {@link RequestBody}'s.
 *
 * <p>Public since Tomcat makes it by the name of its class.
 */
public final class DeadlineProtocol extends Http11NioProtocol {

    private static final int SHORTEST_MILLIS = 1;
    private static final long SWEEP_MILLIS = 500;

    private Duration headerTimeout = Duration.ofSeconds(10);
    private Duration bodyTimeout = Duration.ofSeconds(30);
    private @Nullable ScheduledFuture<?> sweeps;

    void setTimeouts(Duration header, Duration body) {
        this.headerTimeout = header;
        this.bodyTimeout = body;
        setConnectionTimeout(Math.toIntExact(header.toMillis()));
    }

    @Override
    public void start() throws Exception {
        super.start();
        ScheduledExecutorService executor = getUtilityExecutor();
        sweeps = executor.scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() throws Exception {
        if (sweeps != null) {
            sweeps.cancel(false);
        }
        super.stop();
    }

    private void sweep() {
        for (SocketWrapperBase<NioChannel> connection : getEndpoint().getConnections()) {
            if (isLate(connection)) {
                connection.setReadTimeout(SHORTEST_MILLIS);
            }
        }
    }

    private boolean isLate(SocketWrapperBase<NioChannel> connection) {
        Request request = connection.getCurrentProcessor() instanceof Processor processor
                ? processor.getRequest()
                : null;
        if (request == null) {
            return connection instanceof NioSocketWrapper socket
                    && socket.getLastRead() - socket.getLastWrite() > headerTimeout.toMillis();
        }
        long startNanos = request.getStartTimeNanos();
        if (startNanos == -1) {
            return false;
        }
        Duration age = Duration.ofNanos(System.nanoTime() - startNanos);
        return switch (request.getRequestProcessor().getStage()) {
            case Constants.STAGE_PARSE -> age.compareTo(headerTimeout) > 0;
            case Constants.STAGE_ENDINPUT -> age.compareTo(headerTimeout.plus(bodyTimeout)) > 0;
            default -> false;
        };
    }
}
