package dev.nudge.benchmarks.pipeline;

import com.mongodb.client.model.Filters;
import dev.nudge.benchmarks.environment.Environment;
import dev.nudge.benchmarks.report.Figure;
import dev.nudge.benchmarks.report.Measurement;
import dev.nudge.benchmarks.report.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.Document;

/** Nudge in an engine that is started for each round, beside a number of automations of other organizations. */
public final class OtherAutomations implements Measurement.Contender {

    private static final Figure FIGURE = new Figure("others", "Events processed beside automations of others",
            "events/s", Figure.Better.HIGHER);
    private static final int ORGANIZATIONS = 1_000;
    private static final int INSERTED_AT_ONCE = 5_000;

    private final Environment environment;
    private final int count;
    private final int events;

    /** @param environment whose engine is stopped */
    public OtherAutomations(Environment environment, int count, int events) {
        this.environment = environment;
        this.count = count;
        this.events = events;
    }

    @Override
    public Subject subject() {
        return new Subject("Nudge, %,d automations of others".formatted(count), NudgePipeline.DURABILITY);
    }

    @Override
    public Map<Figure, Double> measure() throws Exception {
        environment.collection("automations").deleteMany(Filters.ne("organizationId", NudgeConfiguration.ORGANIZATION));
        for (int done = 0; done < count; done += INSERTED_AT_ONCE) {
            List<Document> automations = new ArrayList<>();
            for (int i = done; i < Math.min(count, done + INSERTED_AT_ONCE); i++) {
                automations.add(NudgeConfiguration.automation("other-" + i, "org-" + i % ORGANIZATIONS));
            }
            environment.collection("automations").insertMany(automations);
        }
        try (NudgePipeline nudge = NudgePipeline.start(environment, subject().name());
                PipelineContender pipeline = new PipelineContender(environment, nudge, RoundSize.of(events), false)) {
            return Map.of(FIGURE, pipeline.rate());
        }
    }
}
