package dev.nudge.automation;

import dev.nudge.schedule.Delay;

/** When a started run fires: at once (S7), or after a delay (S8). */
public sealed interface Logic {

    record OnEvent() implements Logic {}

    /** @param enabled false: nothing starts, and what waits ends ({@code TIMER_OFF}) */
    record OnTimer(boolean enabled, Delay delay) implements Logic {}
}
