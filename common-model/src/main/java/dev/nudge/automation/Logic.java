package dev.nudge.automation;

import dev.nudge.schedule.Delay;

/** When a started run fires: immediately (S7) or after a delay (S8). */
public sealed interface Logic {

    record OnEvent() implements Logic {}

    /** @param enabled false: no run starts, and waiting runs end when they are due ({@code TIMER_OFF}) */
    record OnTimer(boolean enabled, Delay delay) implements Logic {}
}
