package dev.nudge.api.web;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.Constants;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 with a deadline for the arrival of each request. Tomcat's own timeout restarts with every byte, so that a
 * slow sender could keep a connection open for hours. A periodic sweep reports each late connection to Tomcat in the
 * same way as Tomcat's own timeout, and Tomcat closes it. A connection is late
 * <ul>
 * <li>when its request line and headers take longer than the header timeout,
 * <li>when the rest of a body that no controller has read takes longer than both timeouts together,
 * <li>when it sends only blank lines for longer than the header timeout.
 * </ul>
 * A connection that sends nothing between two requests is idle, and the keep-alive timeout closes it;
 * {@link RequestBody} limits the time for a body that a controller reads.
 *
 * <p>Public, because Tomcat creates it by class name.
 */
public final class DeadlineProtocol extends Http11NioProtocol {

    private static final int SHORTEST_MILLIS = 1;
    private static final long SWEEP_MILLIS = 500;

    private final Map<SocketWrapperBase<?>, Request> served = new ConcurrentHashMap<>();
    private Set<SocketWrapperBase<?>> blank = new HashSet<>();
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
        sweeps = getUtilityExecutor().scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() throws Exception {
        if (sweeps != null) {
            sweeps.cancel(false);
        }
        super.stop();
    }

    /** While a thread serves a connection, Tomcat does not expose its request. */
    @Override
    protected Processor createProcessor() {
        return new Http11Processor(this, getAdapter()) {
            @Override
            public SocketState service(SocketWrapperBase<?> connection) throws IOException {
                served.put(connection, getRequest());
                try {
                    return super.service(connection);
                } finally {
                    served.remove(connection);
                }
            }
        };
    }

    private void sweep() {
        Set<SocketWrapperBase<?>> suspects = new HashSet<>();
        for (SocketWrapperBase<NioChannel> connection : getEndpoint().getConnections()) {
            if (isLate(connection, suspects)) {
                connection.setReadTimeout(SHORTEST_MILLIS); // for a thread that is reading the rest of a body
                getEndpoint().processSocket(connection, SocketEvent.ERROR, true);
            }
        }
        blank = suspects;
    }

    private boolean isLate(SocketWrapperBase<NioChannel> connection, Set<SocketWrapperBase<?>> suspects) {
        long lastReadMillis = connection instanceof NioSocketWrapper socket ? socket.getLastRead() : 0;
        Request request = served.get(connection);
        if (request != null) {
            return request.getRequestProcessor().getStage() == Constants.STAGE_ENDINPUT
                    && isOlderThan(headerTimeout.plus(bodyTimeout), request);
        }
        if (connection.getCurrentProcessor() instanceof Processor waiting) {
            return !waiting.isAsync() && !waiting.isUpgrade() && isOlderThan(headerTimeout, waiting.getRequest());
        }
        if (connection instanceof NioSocketWrapper socket
                && lastReadMillis - socket.getLastWrite() > headerTimeout.toMillis()) {
            suspects.add(connection);
        }
        // seen twice, because a thread may be between serving a connection and returning it
        return suspects.contains(connection) && blank.contains(connection);
    }

    private static boolean isOlderThan(Duration timeout, Request request) {
        long startNanos = request.getStartTimeNanos();
        return startNanos != -1 && System.nanoTime() - startNanos > timeout.toNanos();
    }
}
