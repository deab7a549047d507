package dev.nudge.engine;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import dev.nudge.Topics;
import dev.nudge.engine.delivery.DeliveryProperties;
import dev.nudge.engine.delivery.DeliveryPipeline;
import dev.nudge.engine.delivery.MessageCommandsListener;
import dev.nudge.engine.history.DeadLetters;
import dev.nudge.engine.history.DecisionHistory;
import dev.nudge.engine.history.HistoryProperties;
import dev.nudge.engine.history.LeadEventHistory;
import dev.nudge.engine.history.Rollups;
import dev.nudge.engine.lead.CachedLeads;
import dev.nudge.engine.lead.MongoLeadChanges;
import dev.nudge.engine.lead.MongoLeads;
import dev.nudge.engine.metrics.ConsumerLag;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.metrics.ZoneRules;
import dev.nudge.engine.processing.ConsumerProgress;
import dev.nudge.engine.processing.EventClassifier;
import dev.nudge.engine.processing.LeadEngine;
import dev.nudge.engine.processing.LeadEventsListener;
import dev.nudge.engine.processing.TimeShares;
import dev.nudge.engine.record.FailedRecords;
import dev.nudge.engine.record.IsolatingListener;
import dev.nudge.engine.record.KafkaRecordLog;
import dev.nudge.engine.record.RecordIsolation;
import dev.nudge.engine.record.RecordLog;
import dev.nudge.engine.registry.ChangeLog;
import dev.nudge.engine.registry.KafkaChangeLog;
import dev.nudge.engine.registry.MongoConfigurations;
import dev.nudge.engine.registry.Registry;
import dev.nudge.engine.registry.RegistryAge;
import dev.nudge.engine.registry.RegistryFollower;
import dev.nudge.engine.registry.RegistryFreshness;
import dev.nudge.engine.timer.QuartzWakeupScheduler;
import dev.nudge.engine.timer.Timers;
import dev.nudge.engine.delivery.DeliveryLinks;
import dev.nudge.engine.provider.Providers;
import dev.nudge.infrastructure.kafka.ConsumerGroup;
import dev.nudge.infrastructure.kafka.TopicProperties;
import dev.nudge.infrastructure.provider.DeliverySettings;
import dev.nudge.infrastructure.tracing.Traces;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/**
 * Assembles the engine on Kafka, MongoDB and Quartz, and starts and stops its parts in an order that misses no event.
 * The start is retried while the broker or the database is unavailable; an unusable topic ends the process with a
 * message.
 */
public final class EngineRuntime implements SmartLifecycle, EngineStatus {

    private static final Logger LOG = LoggerFactory.getLogger(EngineRuntime.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final String instance = "nudge-engine-" + UUID.randomUUID();
    private final EngineProperties properties;
    private final EngineKafka kafka;
    private final MongoDatabase database;
    private final EngineMetrics metrics;
    private final Runnable giveUp;
    private final Registry registry;
    private final ChangeLog changeLog;
    private final RegistryFollower follower;
    private final QuartzWakeupScheduler wakeups = new QuartzWakeupScheduler(instance);
    private final MongoLeads store;
    private final CachedLeads leads;
    private final RecordLog log;
    private final FailedRecords failed;
    private final ConsumerProgress progress;
    private final ConsumerProgress leadHistoryProgress;
    private final ConsumerLag lag;
    private final RegistryFreshness freshness;
    private final RegistryAge registryAge;
    private final InstanceReports reports;
    private final Timers timers;
    private final DeliveryPipeline delivery;
    private final DecisionHistory history;
    private final LeadEventHistory leadEvents;
    private final Rollups rollups;
    private final DeadLetters deadLetters;
    private final DeliveryProperties deliveryProperties;
    private final HistoryProperties historyProperties;
    private final TopicProperties topicProperties;
    private final InstantSource clock;
    private final Traces traces;
    private final List<ConcurrentMessageListenerContainer<byte[], byte[]>> containers = new ArrayList<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final RecordIsolation isolation = new RecordIsolation(() -> stopping.getCount() == 0);
    private volatile @Nullable Consumption consumption;
    private @Nullable Thread starting;

    private record Consumption(LeadEventsListener listener, int partitions) {}

    /** @param giveUp ends the process when the engine cannot run */
    EngineRuntime(EngineProperties properties, DeliveryProperties deliveryProperties,
            DeliverySettings deliverySettings, HistoryProperties historyProperties, TopicProperties topicProperties,
            EngineKafka kafka,
            MongoDatabase database, EngineMetrics metrics, InstantSource clock, Traces traces, Runnable giveUp) {
        this.properties = properties;
        this.deliveryProperties = deliveryProperties;
        this.historyProperties = historyProperties;
        this.topicProperties = topicProperties;
        this.kafka = kafka;
        this.database = database;
        this.metrics = metrics;
        this.clock = clock;
        this.traces = traces;
        this.giveUp = giveUp;
        this.registry = new Registry(new MongoConfigurations(database));
        this.changeLog = new KafkaChangeLog(kafka.consumersWithoutGroup());
        this.store = new MongoLeads(database);
        this.leads = new CachedLeads(store, properties.leadCache().toBytes());
        this.log = new KafkaRecordLog(kafka.template());
        this.failed = new FailedRecords(log, metrics);
        this.follower = new RegistryFollower(registry, changeLog, failed);
        this.timers = new Timers(leads, log, wakeups, clock);
        this.delivery = new DeliveryPipeline(database, deliverySettings,
                Providers.create(deliverySettings, deliveryProperties.logText(), clock), registry,
                new DeliveryLinks(deliverySettings, database), log, failed,
                isolation, metrics, clock, deliveryProperties.restoredUntil(), traces);
        this.history = new DecisionHistory(database, failed, clock);
        this.leadEvents = new LeadEventHistory(database);
        this.rollups = new Rollups(database, clock, this::keepsRollups);
        this.deadLetters = new DeadLetters(database);
        this.progress = new ConsumerProgress(clock);
        this.leadHistoryProgress = new ConsumerProgress(clock);
        this.lag = new ConsumerLag(kafka::admin, metrics);
        this.freshness = new RegistryFreshness(registry, follower, changeLog);
        this.registryAge = new RegistryAge(freshness, clock);
        this.reports = new InstanceReports(database, instance, clock);
    }

    @Override
    public void start() {
        LOG.info("The version of the time zone rules is {}", ZoneRules.version());
        starting = Thread.ofPlatform().name("engine-start").start(this::startWhenPossible);
    }

    private void startWhenPossible() {
        try {
            while (!tryToStart()) {
                if (stopping.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (EngineTopics.Unusable unusable) {
            LOG.error("The engine cannot start. {}", unusable.getMessage());
            giveUp.run();
        }
    }

    private boolean tryToStart() throws InterruptedException {
        try (Admin admin = kafka.admin()) {
            int partitions = new EngineTopics(admin, database, topicProperties, properties.partitions()).prepare();
            createIndexes();
            follower.start();
            consume(partitions);
            return true;
        } catch (ExecutionException | RuntimeException failure) {
            if (failure instanceof EngineTopics.Unusable unusable) {
                throw unusable;
            }
            if (failure.getCause() instanceof UnknownTopicOrPartitionException) {
                LOG.debug("A topic that was just created is not known to all brokers yet");
            } else {
                LOG.warn("The engine waits for {}, and tries again: {}", unavailable(failure), failure.toString());
            }
            return false;
        }
    }

    private static String unavailable(Exception failure) {
        return failure instanceof MongoException
                ? "the database at spring.mongodb.uri"
                : "the broker at spring.kafka.bootstrap-servers";
    }

    private void createIndexes() {
        store.createIndexes();
        history.createIndexes(historyProperties.decisionsKept());
        rollups.createIndexes(historyProperties.decisionsKept());
        leadEvents.createIndexes(historyProperties.eventsKept());
        deadLetters.createIndexes(historyProperties.deadLettersKept());
        delivery.createIndexes(deliveryProperties.messagesKept());
        reports.createIndexes();
    }

    private synchronized void consume(int partitions) {
        if (stopping.getCount() == 0) {
            return;
        }
        LeadEngine engine = new LeadEngine(new EventClassifier(partitions, metrics), leads,
                new MongoLeadChanges(database), freshness, log, timers,
                metrics, clock, new TimeShares(), traces);
        LeadEventsListener listener = new LeadEventsListener(engine, timers, leads, isolation);
        wakeups.start(timers::wakeUp);
        containers.add(kafka.container(ConsumerGroup.LEAD_EVENTS, properties.consumers(),
                properties.batchSize(), listener, progress));
        if (deliveryProperties.enabled()) {
            containers.add(kafka.container(ConsumerGroup.MESSAGE_COMMANDS, 1, 500,
                    new MessageCommandsListener(delivery, isolation), progress));
            containers.add(kafka.container(ConsumerGroup.MESSAGE_STATUS, 1, 500,
                    new IsolatingListener(delivery.statusUpdates(), isolation, failed::deadLetter), progress));
        }
        if (historyProperties.enabled()) {
            containers.add(kafka.container(ConsumerGroup.DECISIONS, 1, 500,
                    new IsolatingListener(history, isolation, failed::deadLetter), progress));
            containers.add(kafka.container(ConsumerGroup.LEAD_HISTORY, 1, 500,
                    new IsolatingListener(leadEvents, isolation, failed::skip), leadHistoryProgress));
        }
        containers.add(kafka.container(ConsumerGroup.DEAD_LETTERS, 1, 100,
                new IsolatingListener(deadLetters, isolation, failed::skip), progress));
        try {
            containers.forEach(ConcurrentMessageListenerContainer::start);
        } catch (RuntimeException notYet) {
            containers.forEach(ConcurrentMessageListenerContainer::stop);
            containers.clear();
            throw notYet;
        }
        delivery.start();
        if (historyProperties.enabled()) {
            rollups.start();
        }
        metrics.timers(timers::waiting, timers::due, timers::oldest);
        metrics.delivery(delivery::waiting, delivery::oldest);
        List<ConsumerLag.Consumed> consumed = containers.stream().map(EngineRuntime::consumed).toList();
        consumed.forEach(each -> metrics.consumed(each.topic()));
        lag.start(consumed);
        metrics.registry(registry::size, registryAge::get);
        registryAge.start();
        reports.start(() -> new InstanceReports.Figures(listener.owned(), lag.total(), timers.waiting(),
                delivery.size()));
        consumption = new Consumption(listener, partitions);
        LOG.info("The engine is ready: {} partitions of {}", partitions, Topics.LEAD_EVENTS);
    }

    private static ConsumerLag.Consumed consumed(ConcurrentMessageListenerContainer<byte[], byte[]> container) {
        String[] topics = Objects.requireNonNull(container.getContainerProperties().getTopics());
        return new ConsumerLag.Consumed(topics[0], Objects.requireNonNull(container.getGroupId()),
                container::getAssignedPartitions);
    }

    /** Describes the consumers that make no progress, by topic. */
    synchronized Map<String, String> stalled() {
        Map<String, String> stalled = new TreeMap<>(
                progress.stalled(assigned(group -> !ConsumerGroup.LEAD_HISTORY.id().equals(group)),
                        properties.stalledAfter()));
        leadHistoryProgress.stalled(assigned(ConsumerGroup.LEAD_HISTORY.id()::equals), properties.stalledAfter())
                .forEach((topic, sentence) -> stalled.put(topic + " (history)", sentence));
        return stalled;
    }

    /** The partitions that are consumed here by some of the groups. */
    private synchronized Set<TopicPartition> assigned(Predicate<@Nullable String> groups) {
        return containers.stream().filter(container -> groups.test(container.getGroupId()))
                .flatMap(container -> container.getAssignedPartitions().stream()).collect(Collectors.toSet());
    }

    /** One engine counts: the one that stores the decisions of the first partition. */
    private boolean keepsRollups() {
        return assigned(_ -> true).contains(new TopicPartition(Topics.AUTOMATION_DECISIONS, 0));
    }

    @Override
    public boolean isReady() {
        Consumption running = consumption;
        return running != null && running.listener().hasAssignment() && allConsume();
    }

    private synchronized boolean allConsume() {
        return containers.stream().allMatch(container -> container.isRunning() && container.isInExpectedState());
    }

    @Override
    public boolean ownsAllPartitions() {
        Consumption running = consumption;
        return running != null && running.listener().owned() == running.partitions();
    }

    @Override
    public void stop() {
        consumption = null;
        stopping.countDown();
        List<ConcurrentMessageListenerContainer<byte[], byte[]>> running;
        synchronized (this) {
            running = List.copyOf(containers);
        }
        CountDownLatch stopped = new CountDownLatch(running.size());
        running.forEach(container -> container.stop(stopped::countDown)); // each may wait for an unavailable broker
        try {
            if (!stopped.await(EngineKafka.SHUTDOWN.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("The last batch did not finish within {}; it will be processed again", EngineKafka.SHUTDOWN);
            }
            delivery.close(EngineKafka.SHUTDOWN);
            follower.stop();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        rollups.close();
        reports.close();
        registryAge.close();
        lag.close();
        changeLog.close();
        wakeups.close();
        kafka.close();
        starting = null;
    }

    @Override
    public boolean isRunning() {
        return starting != null;
    }
}
