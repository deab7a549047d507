package dev.nudge.benchmarks.timers;

import dev.nudge.benchmarks.postgres.PostgresServer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.scheduling.JobBuilder;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.server.JobActivator;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;
import org.jobrunr.utils.mapper.JsonMapper;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;
import org.jspecify.annotations.Nullable;

/**
 * JobRunr, its open-source edition, with job requests, which it stores in batches, and its default number of virtual
 * threads. It looks for jobs that are due within the next interval, which is 5 s, the shortest that it accepts, so that
 * they may run before they are due.
 */
public final class JobRunrTimers extends PostgresTimers {

    private static final Duration POLL = Duration.ofSeconds(5);

    private final JsonMapper json = new JacksonJsonMapper();
    private final StorageProvider storage;
    private final JobRequestScheduler scheduler;
    private @Nullable BackgroundJobServer server;

    public JobRunrTimers(PostgresServer server) throws SQLException {
        super(server, "JobRunr", JobRequest.class);
        storage = new PostgresStorageProvider(dataSource());
        storage.setJobMapper(new JobMapper(json));
        scheduler = new JobRequestScheduler(storage);
    }

    /** A timer's job. */
    public record Fire(long number) implements JobRequest {
        @Override
        public Class<? extends JobRequestHandler<Fire>> getJobRequestHandler() {
            return Handler.class;
        }
    }

    /** The handler of all timers. */
    public static final class Handler implements JobRequestHandler<Fire> {

        private final JobRunrTimers timers;

        private Handler(JobRunrTimers timers) {
            this.timers = timers;
        }

        @Override
        public void run(Fire request) {
            timers.fired(Long.toString(request.number()));
        }
    }

    @Override
    public int longestPollSeconds() {
        return (int) POLL.toSeconds();
    }

    /** It fires what is due before it looks again. */
    @Override
    public Duration early() {
        return POLL.plusMillis(1);
    }

    @Override
    public void start() {
        firings().started();
        Handler handler = new Handler(this);
        JobActivator activator = new JobActivator() {
            @Override
            public <T> T activateJob(Class<T> type) {
                return type.cast(handler);
            }
        };
        BackgroundJobServer started = new BackgroundJobServer(storage, json, activator, BackgroundJobServerConfiguration
                .usingStandardBackgroundJobServerConfiguration().andPollInterval(POLL));
        started.start();
        server = started;
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop();
            server = null;
        }
    }

    @Override
    public void arm(long first, int count) {
        Instant due = Instant.now().plus(IN_THIRTY_DAYS);
        scheduler.create(LongStream.range(first, first + count).mapToObj(number -> JobBuilder.aJob()
                .withId(new UUID(0, number)).scheduleAt(due).withJobRequest(new Fire(number))));
    }

    @Override
    public void makeDue(Due due) throws SQLException {
        String number = "('x' || right(id, 12))::bit(48)::bigint";
        update("UPDATE jobrunr_jobs SET scheduledat = %s WHERE %s BETWEEN ? AND ?"
                .formatted(DUE_AT.formatted(number), number), due);
    }

    /** JobRunr does not process jobs that are copied in its tables. */
    @Override
    public boolean copy(long number, int copies) {
        return false;
    }

    @Override
    String countOfUnfinished() {
        return """
                SELECT count(*) FROM jobrunr_jobs
                WHERE state IN ('ENQUEUED', 'PROCESSING') OR state = 'SCHEDULED' AND scheduledat < now()""";
    }
}
