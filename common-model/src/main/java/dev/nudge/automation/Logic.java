package dev.nudge.automation;

import dev.nudge.schedule.Delay;
import java.util.List;

/** When a started run fires: immediately (S7) or after delays (S8, S12). */
public sealed interface Logic {

    record OnEvent() implements Logic {}

    /** @param enabled false: no run starts, and waiting runs end when they are due ({@code TIMER_OFF}) */
    record OnTimer(boolean enabled, FollowUps followUps) implements Logic {}

    /** The follow-ups of a run. */
    sealed interface FollowUps {}

    /** S8: every follow-up has the same delay, and the automation's actions. */
    record Repeated(Delay delay) implements FollowUps {}

    /** S12: one follow-up for each step. */
    record InSteps(List<Step> steps) implements FollowUps {}
}
