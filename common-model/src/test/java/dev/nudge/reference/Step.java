package dev.nudge.reference;

import dev.nudge.reference.ReferenceModel.Timer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step of a history. A step refers to timers only by their index among the waiting ones, so that shortened
 * histories remain valid; two implementations that agree on the waiting timers behave identically.
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

    /**
     * Fires every timer that is due by then, in due order: each at its own instant (including follow-ups that become
     * due meanwhile), or all of them at the end.
     */
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

    /** Delivers one waiting timer's record, correct or with a defect; has no effect when no timer waits. */
    record FireOne(Instant recordTimestamp, int index, Defect defect) implements Step {
        @Override
        public void applyTo(Semantics semantics) {
            List<Timer> waiting = semantics.waiting();
            if (waiting.isEmpty()) {
                return;
            }
            Map<String, Object> event = semantics.timerDue(waiting.get(index % waiting.size()));
            semantics.receive(recordTimestamp, defect.applyTo(event));
            if (defect == Defect.TWICE) {
                semantics.receive(recordTimestamp, event);
            }
        }
    }

    /** Delivers the opt-outs that merged leads passed on (E10); those that were delivered before have no effect. */
    record ReceiveAppended(Instant recordTimestamp) implements Step {
        @Override
        public void applyTo(Semantics semantics) {
            List.copyOf(semantics.appended()).forEach(event -> semantics.receive(recordTimestamp, event));
        }
    }

    /** A defect of a timer.due record. */
    enum Defect {
        NONE,
        TWICE,
        ANOTHER_RUN,
        ANOTHER_FOLLOW_UP,
        EARLIER_DUE,
        LATER_DUE,
        ANOTHER_AUTOMATION,
        ANOTHER_LEAD;

        private Map<String, Object> applyTo(Map<String, Object> event) {
            Map<String, Object> data = new LinkedHashMap<>(Values.object(event.get("data")));
            Map<String, Object> changed = new LinkedHashMap<>(event);
            changed.put("data", data);
            Instant dueAt = Instant.parse(String.valueOf(data.get("dueAt")));
            switch (this) {
                case NONE, TWICE -> {
                }
                case ANOTHER_RUN -> data.computeIfPresent("run", (name, run) -> Integer.parseInt(run.toString()) + 1);
                case ANOTHER_FOLLOW_UP ->
                    data.computeIfPresent("followUp", (name, followUp) -> Integer.parseInt(followUp.toString()) + 1);
                case EARLIER_DUE -> data.put("dueAt", Instants.write(dueAt.minusMillis(1)));
                case LATER_DUE -> data.put("dueAt", Instants.write(dueAt.plusMillis(1)));
                case ANOTHER_AUTOMATION -> data.put("automationId", "no-such-automation");
                case ANOTHER_LEAD -> changed.put("leadId", "no-such-lead");
            }
            return changed;
        }
    }
}
