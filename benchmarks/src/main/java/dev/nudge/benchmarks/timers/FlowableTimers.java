package dev.nudge.benchmarks.timers;

import dev.nudge.benchmarks.postgres.PostgresServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.flowable.common.engine.impl.async.AsyncTaskExecutorConfiguration;
import org.flowable.common.engine.impl.history.HistoryLevel;
import org.flowable.engine.ProcessEngine;
import org.flowable.engine.ProcessEngineConfiguration;
import org.flowable.engine.delegate.JavaDelegate;
import org.flowable.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.flowable.job.service.impl.asyncexecutor.AsyncJobExecutorConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Flowable without history, with these settings of its asynchronous executor: acquisition takes a global lock, so that
 * acquisitions do not conflict; and it looks for due timers, and for room in a queue that was full, every 50 ms instead
 * of every 10 s and 5 s. By default, it acquires 512 timers at once, and its queue has place for 2,048 jobs.
 */
public final class FlowableTimers extends WorkflowTimers {

    private static final Duration POLL = Duration.ofMillis(50);

    private @Nullable ProcessEngine engine;

    public FlowableTimers(PostgresServer server) throws SQLException {
        super(server, "Flowable", ProcessEngine.class);
        start(); // creates the tables
        Objects.requireNonNull(engine).getRepositoryService().createDeployment()
                .addString("timer.bpmn20.xml", process("http://flowable.org/bpmn")).deploy();
        stop();
    }

    @Override
    public void start() {
        firings().started();
        StandaloneProcessEngineConfiguration configuration = new StandaloneProcessEngineConfiguration();
        configuration.setDataSource(dataSource());
        configuration.setDatabaseSchemaUpdate(ProcessEngineConfiguration.DB_SCHEMA_UPDATE_TRUE);
        configuration.setHistoryLevel(HistoryLevel.NONE);
        configuration.setBeans(Map.of("firing",
                (JavaDelegate) execution -> fired(execution.getProcessInstanceBusinessKey())));
        AsyncJobExecutorConfiguration executor = new AsyncJobExecutorConfiguration();
        executor.setGlobalAcquireLockEnabled(true);
        executor.setDefaultTimerJobAcquireWaitTime(POLL);
        executor.setDefaultAsyncJobAcquireWaitTime(POLL);
        executor.setDefaultQueueSizeFullWaitTime(POLL);
        configuration.setAsyncExecutorConfiguration(executor);
        AsyncTaskExecutorConfiguration threads = new AsyncTaskExecutorConfiguration();
        threads.setCorePoolSize(THREADS);
        threads.setMaxPoolSize(THREADS);
        configuration.setAsyncExecutorTaskExecutorConfiguration(threads);
        configuration.setAsyncExecutorActivate(true);
        engine = configuration.buildProcessEngine();
    }

    @Override
    public void stop() {
        if (engine != null) {
            engine.close();
            engine = null;
        }
    }

    @Override
    void startProcess(String businessKey) {
        Objects.requireNonNull(engine).getRuntimeService().startProcessInstanceByKey("timer", businessKey);
    }

    @Override
    String table() {
        return "act_ru_timer_job";
    }
}
