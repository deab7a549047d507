package dev.nudge.reference;

import dev.nudge.reference.ReferenceModel.Timer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The target of a history's steps: the reference model, or an adapter of the core. */
public interface Semantics {
    void automation(Map<String, Object> automation);

    void deleteAutomation(String organizationId, String automationId, int version);

    void preference(String organizationId, String userId, String automationId,
            @Nullable Map<String, Object> preference);

    void organization(String organizationId, Map<String, Object> document);

    void template(String organizationId, String name, @Nullable Map<String, Object> template);

    void receive(Instant recordTimestamp, Map<String, Object> event);

    /** Ordered by due instant, then by automation, organization, lead and run. */
    List<Timer> waiting();

    Map<String, Object> timerDue(Timer timer);

    /** The opt-outs of merged leads that are appended to other leads, all so far (E10). */
    List<Map<String, Object>> appended();
}
