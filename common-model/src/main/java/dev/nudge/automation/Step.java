package dev.nudge.automation;

import dev.nudge.condition.Conditions;
import dev.nudge.schedule.Delay;
import java.util.List;

/**
 * A follow-up of a run with its own delay (S12).
 *
 * @param actions those of the step, or the automation's when the step has none
 * @param conditions judged besides the automation's
 */
public record Step(Delay delay, List<SendMessage> actions, Conditions conditions) {}
