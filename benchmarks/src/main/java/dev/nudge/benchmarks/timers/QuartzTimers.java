package dev.nudge.benchmarks.timers;

import dev.nudge.benchmarks.postgres.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.jdbcjobstore.Constants;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;

/**
 * Quartz with its clustered JDBC store: one durable job with a trigger for each timer. Triggers are stored 500 in a
 * transaction. Its settings: it acquires as many triggers at once as it has threads instead of one, so that it needs
 * fewer transactions and locks; and it stores data as texts ({@code useProperties}), so that nothing is serialized.
 */
public final class QuartzTimers extends PostgresTimers {

    private static final String DATA_SOURCE = "timers";
    private static final String FIRINGS = "firings";
    private static final int BATCH = 500;
    private static final JobDetail JOB = JobBuilder.newJob(Fire.class).withIdentity("timer").storeDurably().build();

    private @Nullable Scheduler scheduler;

    public QuartzTimers(PostgresServer server) throws SQLException {
        super(server, "Quartz, JDBC, clustered", Scheduler.class);
        script(tables());
        DBConnectionManager.getInstance().addConnectionProvider(DATA_SOURCE, new Pool());
    }

    private static String tables() {
        try (InputStream sql = Constants.class.getResourceAsStream("tables_postgres.sql")) {
            return new String(Objects.requireNonNull(sql).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new IllegalStateException("Expected Quartz to contain its tables", unreadable);
        }
    }

    /** The job of all timers. */
    public static final class Fire implements Job {
        @Override
        public void execute(JobExecutionContext context) {
            try {
                ((QuartzTimers) Objects.requireNonNull(context.getScheduler().getContext().get(FIRINGS)))
                        .fired(context.getTrigger().getKey().getName());
            } catch (SchedulerException unexpected) {
                throw new IllegalStateException(unexpected);
            }
        }
    }

    private final class Pool implements ConnectionProvider {
        @Override
        public Connection getConnection() throws SQLException {
            return dataSource().getConnection();
        }

        @Override
        public void initialize() {
            // The pool is open.
        }

        @Override
        public void shutdown() {
            // Other schedulers use the pool.
        }
    }

    private Scheduler scheduler() throws SchedulerException {
        Properties properties = new Properties();
        properties.setProperty("org.quartz.scheduler.instanceName", "timers");
        properties.setProperty("org.quartz.scheduler.instanceId", "AUTO");
        properties.setProperty("org.quartz.scheduler.batchTriggerAcquisitionMaxCount", Integer.toString(THREADS));
        properties.setProperty("org.quartz.threadPool.threadCount", Integer.toString(THREADS));
        properties.setProperty("org.quartz.jobStore.class", JobStoreTX.class.getName());
        properties.setProperty("org.quartz.jobStore.driverDelegateClass", PostgreSQLDelegate.class.getName());
        properties.setProperty("org.quartz.jobStore.dataSource", DATA_SOURCE);
        properties.setProperty("org.quartz.jobStore.isClustered", "true");
        properties.setProperty("org.quartz.jobStore.useProperties", "true");
        return new StdSchedulerFactory(properties).getScheduler();
    }

    /** Its scheduler stops waiting two milliseconds before a timer is due. */
    @Override
    public Duration early() {
        return Duration.ofMillis(3);
    }

    @Override
    public void start() throws SchedulerException {
        firings().started();
        Scheduler started = scheduler();
        started.getContext().put(FIRINGS, this);
        started.start();
        scheduler = started;
    }

    @Override
    public void stop() {
        if (scheduler == null) {
            return;
        }
        try {
            scheduler.shutdown(true);
        } catch (SchedulerException unexpected) {
            throw new IllegalStateException("Expected Quartz to stop", unexpected);
        }
        scheduler = null;
    }

    @Override
    public void arm(long first, int count) throws SchedulerException {
        Date due = Date.from(Instant.now().plus(IN_THIRTY_DAYS));
        Set<Trigger> batch = new HashSet<>();
        for (long number = first; number < first + count; number++) {
            batch.add(TriggerBuilder.newTrigger().withIdentity(Long.toString(number)).forJob(JOB).startAt(due)
                    .build());
            if (batch.size() == BATCH || number == first + count - 1) {
                Objects.requireNonNull(scheduler).scheduleJobs(Map.of(JOB, batch), true);
                batch = new HashSet<>();
            }
        }
    }

    @Override
    public void makeDue(Due due) throws SQLException {
        update("""
                UPDATE qrtz_triggers SET (start_time, next_fire_time) = (SELECT millis, millis FROM
                (SELECT (extract(epoch FROM %s) * 1000)::bigint AS millis) due)
                WHERE trigger_name::bigint BETWEEN ? AND ?""".formatted(DUE_AT.formatted("trigger_name::bigint")), due);
    }

    @Override
    public boolean copy(long number, int copies) throws SQLException {
        for (String table : List.of("qrtz_triggers", "qrtz_simple_triggers")) {
            copyRows(table, "'trigger_name', " + COPY, "r.trigger_name = ?", number, copies);
        }
        return true;
    }

    @Override
    String countOfUnfinished() {
        return "SELECT count(*) FROM qrtz_triggers WHERE next_fire_time < extract(epoch FROM now()) * 1000";
    }
}
