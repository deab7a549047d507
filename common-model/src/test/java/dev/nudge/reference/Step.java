package dev.nudge.reference;

import dev.nudge.reference.ReferenceModel.Timer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step of a history. A step names timers only by their place among those that wait, so histories can be shortened and still make sense; two
 * implementations that agree on what waits do the same.
 */
public sealed interface Step {
    void applyTo(Semantics semantics);

    record PutAutomation(Map<String, Object> automation) implements Step {
        @Override
        public void applyTo(Semantics semantics) {
            semantics.automation(automation);
        }
    }

    record DeleteAutomation(String organizationId, String automationId, int version) implements Step {
        @Override
        public void applyTo(Semantics semantics) {
            semantics.deleteAutomation(organizationId, automationId, version);
        }
    }

    record PutPreference(String organizationId, String userId, String automationId,
            @Nullable Map<String, Object> preference) implements Step {
        @Override
        public void applyTo(Semantics semantics) {
            semantics.preference(organizationId, userId, automationId, preference);
        }
    }

    record PutOrganization(String organizationId, Map<String, Object> document) implements Step {
        @Override
        public void applyTo(Semantics semantics) {
            semantics.organization(organizationId, document);
        }
    }

    record PutTemplate(String organizationId, String name, @Nullable Map<String, Object> template) implements Step {
        @Override
        public void applyTo(Semantics semantics) {
            semantics.template(organizationId, name, template);
        }
    }

    record Receive(Instant recordTimestamp, Map<String, Object> event) implements Step {
        @Override
        public void applyTo(Semantics semantics) {
            semantics.receive(recordTimestamp, event);
        }
    }

    /** Every timer due by then, in due order: each at its own instant (and the next follow-ups that become due meanwhile too), or all of them only then. */
    record FireDue(Instant until, boolean onTime) implements Step {
        @Override
        public void applyTo(Semantics semantics) {
            if (!onTime) {
                List<Timer> due = semantics.waiting().stream().filter(timer -> !timer.dueAt().isAfter(until)).toList();
                due.forEach(timer -> semantics.receive(until, semantics.timerDue(timer)));
                return;
            }
            while (!semantics.waiting().isEmpty() && !semantics.waiting().getFirst().dueAt().isAfter(until)) {
                Timer timer = semantics.waiting().getFirst();
                semantics.receive(timer.dueAt(), semantics.timerDue(timer));
            }
        }
    }

    /** One waiting timer's record, as it should be or spoilt; nothing when no timer waits. */
    record FireOne(Instant recordTimestamp, int index, Spoilt spoilt) implements Step {
        @Override
        public void applyTo(Semantics semantics) {
            List<Timer> waiting = semantics.waiting();
            if (waiting.isEmpty()) {
                return;
            }
            Map<String, Object> event = semantics.timerDue(waiting.get(index % waiting.size()));
            semantics.receive(recordTimestamp, spoilt.spoil(event));
            if (spoilt == Spoilt.TWICE) {
                semantics.receive(recordTimestamp, event);
            }
        }
    }

    /** What is wrong with a timer.due. */
    enum Spoilt {
        NOT,
        TWICE,
        ANOTHER_RUN,
        ANOTHER_FOLLOW_UP,
        EARLIER_DUE,
        LATER_DUE,
        ANOTHER_AUTOMATION,
        ANOTHER_LEAD;

        private Map<String, Object> spoil(Map<String, Object> event) {
            Map<String, Object> data = new LinkedHashMap<>(Values.object(event.get("data")));
            Map<String, Object> spoilt = new LinkedHashMap<>(event);
            spoilt.put("data", data);
            Instant dueAt = Instant.parse(String.valueOf(data.get("dueAt")));
            switch (this) {
                case NOT, TWICE -> {
                }
                case ANOTHER_RUN -> data.computeIfPresent("run", (name, run) -> Integer.parseInt(run.toString()) + 1);
                case ANOTHER_FOLLOW_UP ->
                    data.computeIfPresent("followUp", (name, followUp) -> Integer.parseInt(followUp.toString()) + 1);
                case EARLIER_DUE -> data.put("dueAt", Values.write(dueAt.minusMillis(1)));
                case LATER_DUE -> data.put("dueAt", Values.write(dueAt.plusMillis(1)));
                case ANOTHER_AUTOMATION -> data.put("automationId", "no-such-automation");
                case ANOTHER_LEAD -> spoilt.put("leadId", "no-such-lead");
            }
            return spoilt;
        }
    }
}
