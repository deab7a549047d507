package dev.nudge.standalone.acceptance;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/** The machine that the tests run on, which may have other things to do. */
final class Machine {

    private Machine() {}

    /** The limit for a machine of its own; longer where others want its processors, too. */
    static Duration allowing(Duration limit) {
        var system = ManagementFactory.getOperatingSystemMXBean();
        double load = system.getSystemLoadAverage() / system.getAvailableProcessors();
        System.out.printf("Load before: %.1f per processor%n", load);
        return limit.multipliedBy(Math.max(1, Math.round(load)));
    }
}
