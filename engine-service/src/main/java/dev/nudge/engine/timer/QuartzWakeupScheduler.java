package dev.nudge.engine.timer;

import java.time.Instant;
import java.util.Date;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/** One durable Quartz job with one trigger per partition. A partition's job never runs concurrently with itself. */
public final class QuartzWakeupScheduler implements WakeupScheduler, AutoCloseable {

    private static final String GROUP = "partition-timers";
    private static final String TASK = "task";

    private final Scheduler scheduler;
    private volatile @Nullable IntConsumer onWakeUp;

    public QuartzWakeupScheduler(String name) {
        Properties properties = new Properties();
        properties.setProperty("org.quartz.scheduler.instanceName", name);
        properties.setProperty("org.quartz.threadPool.threadCount", "4");
        properties.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
        properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        // Daemon threads, so that a start that fails elsewhere can end the process.
        properties.setProperty("org.quartz.scheduler.makeSchedulerThreadDaemon", "true");
        properties.setProperty("org.quartz.threadPool.makeThreadsDaemons", "true");
        try {
            scheduler = new StdSchedulerFactory(properties).getScheduler();
        } catch (SchedulerException unexpected) {
            throw new IllegalStateException("Expected a Quartz scheduler named " + name, unexpected);
        }
    }

    /** @param onWakeUp called with the partition */
    public void start(IntConsumer onWakeUp) {
        this.onWakeUp = onWakeUp;
        try {
            scheduler.start();
        } catch (SchedulerException unexpected) {
            throw new IllegalStateException("Expected the Quartz scheduler to start", unexpected);
        }
    }

    @Override
    public void set(int partition, Instant instant) {
        String name = Integer.toString(partition);
        JobDetail job = JobBuilder.newJob(WakeUpJob.class).withIdentity(name, GROUP).storeDurably().build();
        job.getJobDataMap().put(TASK, (Runnable) () -> wakeUp(partition));
        try {
            // A one-shot trigger that has fired cannot be rescheduled, so it is replaced.
            scheduler.scheduleJob(job, Set.of(TriggerBuilder.newTrigger().withIdentity(name, GROUP).forJob(job)
                    .startAt(Date.from(instant)).build()), true);
        } catch (SchedulerException unexpected) {
            throw new IllegalStateException("Expected the wake-up of partition " + partition + " to be set",
                    unexpected);
        }
    }

    private void wakeUp(int partition) {
        IntConsumer started = onWakeUp;
        if (started != null) {
            started.accept(partition);
        }
    }

    @Override
    public void clear(int partition) {
        try {
            scheduler.deleteJob(JobKey.jobKey(Integer.toString(partition), GROUP));
        } catch (SchedulerException unexpected) {
            throw new IllegalStateException("Expected the wake-up of partition " + partition + " to be cleared",
                    unexpected);
        }
    }

    @Override
    public void close() {
        try {
            scheduler.shutdown(true);
        } catch (SchedulerException unexpected) {
            throw new IllegalStateException("Expected the Quartz scheduler to stop", unexpected);
        }
    }

    /** The job that Quartz runs. */
    @DisallowConcurrentExecution
    public static final class WakeUpJob implements Job {
        @Override
        public void execute(JobExecutionContext context) {
            ((Runnable) Objects.requireNonNull(context.getMergedJobDataMap().get(TASK))).run();
        }
    }
}
