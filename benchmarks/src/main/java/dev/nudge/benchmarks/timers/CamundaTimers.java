package dev.nudge.benchmarks.timers;

import dev.nudge.benchmarks.postgres.PostgresServer;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineConfiguration;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.jobexecutor.DefaultJobExecutor;
import org.camunda.bpm.engine.impl.persistence.StrongUuidGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Camunda 7 without history and metrics, with these settings: ids are random UUIDs, so that concurrent transactions do
 * not wait for the generator of ids in the database. The job executor acquires 100 jobs at once instead of 3, and its
 * queue has place for as many, so that its threads have work until the next acquisition; it acquires by due date, so
 * that timers fire in that order; and it looks for due timers every 50 ms instead of every 5 s to 60 s.
 */
public final class CamundaTimers extends WorkflowTimers {

    private static final int AT_ONCE = 100;
    private static final int POLL_MILLISECONDS = 50;

    private @Nullable ProcessEngine engine;

    public CamundaTimers(PostgresServer server) throws SQLException {
        super(server, "Camunda", ProcessEngine.class);
        start(); // creates the tables
        Objects.requireNonNull(engine).getRepositoryService().createDeployment()
                .addString("timer.bpmn20.xml", process("http://camunda.org/schema/1.0/bpmn")).deploy();
        stop();
    }

    @Override
    public void start() {
        firings().started();
        StandaloneProcessEngineConfiguration configuration = new StandaloneProcessEngineConfiguration();
        configuration.setDataSource(dataSource());
        configuration.setDatabaseSchemaUpdate(ProcessEngineConfiguration.DB_SCHEMA_UPDATE_TRUE);
        configuration.setHistory(ProcessEngineConfiguration.HISTORY_NONE);
        configuration.setEnforceHistoryTimeToLive(false);
        configuration.setMetricsEnabled(false);
        configuration.setIdGenerator(new StrongUuidGenerator());
        configuration.setBeans(Map.of("firing", (JavaDelegate) execution -> fired(execution.getBusinessKey())));
        DefaultJobExecutor executor = new DefaultJobExecutor();
        executor.setCorePoolSize(THREADS);
        executor.setMaxPoolSize(THREADS);
        executor.setQueueSize(AT_ONCE);
        executor.setMaxJobsPerAcquisition(AT_ONCE);
        executor.setWaitTimeInMillis(POLL_MILLISECONDS);
        executor.setMaxWait(POLL_MILLISECONDS);
        configuration.setJobExecutor(executor);
        configuration.setJobExecutorAcquireByDueDate(true);
        configuration.setJobExecutorActivate(true);
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
        return "act_ru_job";
    }
}
