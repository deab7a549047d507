package dev.nudge.benchmarks.pipeline;

import dev.nudge.benchmarks.report.Versions;
import java.util.Map;
import javax.sql.DataSource;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.persistence.StrongUuidGenerator;

/**
 * Camunda 7 in its release's default settings, without the executor of jobs, and with the generator of ids that its
 * manual recommends for concurrent use.
 */
final class CamundaEngine implements ProcessEngine {

    private final ProcessEngineConfigurationImpl configuration;
    private final org.camunda.bpm.engine.ProcessEngine engine;

    CamundaEngine(DataSource database, String name, MessageSender sender) {
        configuration = new StandaloneProcessEngineConfiguration();
        configuration.setProcessEngineName(name);
        configuration.setDataSource(database);
        configuration.setDatabaseSchemaUpdate("true");
        configuration.setJobExecutorActivate(false);
        configuration.setIdGenerator(new StrongUuidGenerator());
        JavaDelegate send = execution -> sender.send(execution.getProcessInstanceId(),
                execution.getProcessBusinessKey(), (String) execution.getVariable("lead"));
        configuration.setBeans(Map.of("send", send, "rule", new RuleBean()));
        engine = configuration.buildProcessEngine();
        engine.getRepositoryService().createDeployment().addClasspathResource(RESOURCE).deploy();
    }

    @Override
    public String name() {
        return "Camunda " + Versions.of(org.camunda.bpm.engine.ProcessEngine.class)
                + ", history " + configuration.getHistoryLevel().getName();
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
