package dev.nudge.benchmarks.environment;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The processor time of this process: the engine, the broker, the store, the API and their clients. */
public final class ProcessorTime {

    private ProcessorTime() {}

    public static long nanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
