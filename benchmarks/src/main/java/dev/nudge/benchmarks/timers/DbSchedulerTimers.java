package dev.nudge.benchmarks.timers;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.SchedulableInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.nudge.benchmarks.postgres.PostgresServer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * db-scheduler with {@code scheduleBatch}, which stores many timers in few statements, and with lock-and-fetch, which
 * locks and reads due timers in one statement: it reads up to four for each thread, and reads again when it has fewer
 * than one for each. It looks for due timers every 50 ms instead of every 10 s.
 */
public final class DbSchedulerTimers extends PostgresTimers {

    private static final Duration POLL = Duration.ofMillis(50);

    private final OneTimeTask<Void> task = Tasks.oneTime("timer").execute((timer, _) -> fired(timer.getId()));
    private final SchedulerClient client;
    private @Nullable Scheduler scheduler;

    public DbSchedulerTimers(PostgresServer server) throws SQLException {
        super(server, "db-scheduler", Scheduler.class);
        script("""
                CREATE TABLE scheduled_tasks (task_name text NOT NULL, task_instance text NOT NULL, task_data bytea,
                  execution_time timestamptz, picked boolean NOT NULL, picked_by text, last_success timestamptz,
                  last_failure timestamptz, consecutive_failures int, last_heartbeat timestamptz,
                  version bigint NOT NULL, priority smallint, state text, PRIMARY KEY (task_name, task_instance));
                CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time);
                CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat)""");
        client = SchedulerClient.Builder.create(dataSource(), task).build();
    }

    @Override
    public void start() {
        firings().started();
        Scheduler started = Scheduler.create(dataSource(), task).pollUsingLockAndFetch(1.0, 4.0).threads(THREADS)
                .pollingInterval(POLL).build();
        started.start();
        scheduler = started;
    }

    @Override
    public void stop() {
        if (scheduler != null) {
            scheduler.stop();
            scheduler = null;
        }
    }

    @Override
    public void arm(long first, int count) {
        Instant due = Instant.now().plus(IN_THIRTY_DAYS);
        client.scheduleBatch(LongStream.range(first, first + count).<SchedulableInstance<?>>mapToObj(
                number -> SchedulableInstance.of(task.instance(Long.toString(number)), due)));
    }

    @Override
    public void makeDue(Due due) throws SQLException {
        update("UPDATE scheduled_tasks SET execution_time = %s WHERE task_instance::bigint BETWEEN ? AND ?"
                .formatted(DUE_AT.formatted("task_instance::bigint")), due);
    }

    @Override
    public boolean copy(long number, int copies) throws SQLException {
        copyRows("scheduled_tasks", "'task_instance', " + COPY, "r.task_instance = ?", number, copies);
        return true;
    }

    @Override
    String countOfUnfinished() {
        return "SELECT count(*) FROM scheduled_tasks WHERE execution_time < now()";
    }
}
