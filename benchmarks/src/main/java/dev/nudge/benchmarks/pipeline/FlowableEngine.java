package dev.nudge.benchmarks.pipeline;

import dev.nudge.benchmarks.report.Versions;
import java.util.Map;
import javax.sql.DataSource;
import org.flowable.engine.delegate.JavaDelegate;
import org.flowable.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.flowable.engine.impl.cfg.StandaloneProcessEngineConfiguration;

/** Flowable in its release's default settings, without the executor of jobs and the engines that nothing uses here. */
final class FlowableEngine implements ProcessEngine {

    private final ProcessEngineConfigurationImpl configuration;
    private final org.flowable.engine.ProcessEngine engine;

    FlowableEngine(DataSource database, MessageSender sender) {
        configuration = new StandaloneProcessEngineConfiguration();
        configuration.setDataSource(database);
        configuration.setDatabaseSchemaUpdate("true");
        configuration.setAsyncExecutorActivate(false);
        configuration.setDisableIdmEngine(true);
        configuration.setDisableEventRegistry(true);
        JavaDelegate send = execution -> sender.send(execution.getProcessInstanceId(),
                execution.getProcessInstanceBusinessKey(), (String) execution.getVariable("lead"));
        configuration.setBeans(Map.of("send", send, "rule", new RuleBean()));
        engine = configuration.buildProcessEngine();
        engine.getRepositoryService().createDeployment().addClasspathResource(RESOURCE).deploy();
    }

    @Override
    public String name() {
        return "Flowable " + Versions.of(org.flowable.engine.ProcessEngine.class)
                + ", history "
                + configuration.getHistoryLevel().getKey();
    }

    @Override
    public void start(String lead, Map<String, Object> variables) {
        engine.getRuntimeService().startProcessInstanceByKey(PROCESS, lead, variables);
    }

    @Override
    public void close() {
        engine.close();
    }
}
