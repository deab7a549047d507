package dev.nudge.api.purge;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a task with an in-memory Quartz scheduler: after an initial delay, then at an interval. Logs failed runs. */
final class PurgeSchedule implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PurgeSchedule.class);
    private static final String TASK = "task";

    private final Scheduler scheduler;
    private final Runnable task;
    private final PurgeProperties properties;
    private final InstantSource clock;

    PurgeSchedule(Runnable task, PurgeProperties properties, InstantSource clock) {
        this.task = task;
        this.properties = properties;
        this.clock = clock;
        String name = "nudge-api-purge-" + UUID.randomUUID();
        Properties quartz = new Properties();
        quartz.setProperty("org.quartz.scheduler.instanceName", name);
        quartz.setProperty("org.quartz.threadPool.threadCount", "1");
        quartz.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
        quartz.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        quartz.setProperty("org.quartz.scheduler.makeSchedulerThreadDaemon", "true");
        quartz.setProperty("org.quartz.threadPool.makeThreadsDaemons", "true");
        try {
            scheduler = new StdSchedulerFactory(quartz).getScheduler();
        } catch (SchedulerException unexpected) {
            throw new IllegalStateException("Expected a Quartz scheduler named " + name, unexpected);
        }
    }

    void start() {
        Instant first = clock.instant().plus(properties.firstAfter());
        JobDetail job = JobBuilder.newJob(Purge.class).build();
        job.getJobDataMap().put(TASK, task);
        try {
            scheduler.scheduleJob(job, TriggerBuilder.newTrigger().startAt(Date.from(first))
                    .withSchedule(SimpleScheduleBuilder.simpleSchedule()
                            .withIntervalInMilliseconds(properties.interval().toMillis()).repeatForever())
                    .build());
            scheduler.start();
        } catch (SchedulerException unexpected) {
            throw new IllegalStateException("Expected the Quartz scheduler to start", unexpected);
        }
    }

    @Override
    public void close() {
        try {
            scheduler.shutdown(false);
        } catch (SchedulerException unexpected) {
            throw new IllegalStateException("Expected the Quartz scheduler to stop", unexpected);
        }
    }

    /** The Quartz job. */
    @DisallowConcurrentExecution
    public static final class Purge implements Job {
        @Override
        public void execute(JobExecutionContext context) {
            try {
                ((Runnable) Objects.requireNonNull(context.getMergedJobDataMap().get(TASK))).run();
            } catch (RuntimeException failed) {
                LOG.warn("Deleted documents could not be removed; the next run tries again: {}", failed.toString());
            }
        }
    }
}
