package dev.nudge.engine.delivery;

import com.mongodb.client.MongoDatabase;
import dev.nudge.automation.Channel;
import dev.nudge.decision.AutomationCatalog;
import dev.nudge.engine.lead.PersonalData;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.provider.MessageProvider;
import dev.nudge.engine.record.FailedRecords;
import dev.nudge.engine.record.RecordDocuments;
import dev.nudge.engine.record.RecordIsolation;
import dev.nudge.engine.record.RecordLog;
import dev.nudge.infrastructure.provider.DeliverySettings;
import dev.nudge.infrastructure.tracing.Traces;
import dev.nudge.json.Reading;
import dev.nudge.message.MessageState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.BatchMessageListener;

/**
 * Delivers the messages of {@code message.commands}: stores each, and hands it over when it is due. The stored messages
 * are the queue; offsets are committed when a batch is stored. It knows nothing of single providers.
 *
 * <p>
 * Each engine sends the messages of the partitions that it consumes. What it holds in memory can be dropped at any
 * moment.
 */
public final class DeliveryPipeline implements BatchMessageListener<byte[], byte[]>, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryPipeline.class);
    private static final int IN_MEMORY = 10_000;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final StoredMessages messages;
    private final MessageQueues queues = new MessageQueues(IN_MEMORY);
    private final RetryRequests retries;
    private final PersonalData personalData;
    private final FailedCommands failedCommands;
    private final FailedRecords failed;
    private final OutcomeWriter outcomes;
    private final Dispatcher dispatcher;
    private final StatusUpdates statusUpdates;
    private final Map<String, MessageProvider> providers;
    private final EngineMetrics metrics;
    private final InstantSource clock;
    private final Traces traces;
    private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Integer> partitions = ConcurrentHashMap.newKeySet();
    private final Semaphore work = new Semaphore(0);
    private final List<Thread> threads = new ArrayList<>();
    private volatile int allPartitions = 1;
    private volatile boolean isClosing;
    private volatile boolean dispatcherHasEnded;
    private volatile boolean areOutcomesStored = true;

    /**
     * @param providers by name
     * @param catalog the automations and organizations as the engine knows them
     * @param links null addresses without a public URL
     */
    public DeliveryPipeline(MongoDatabase database, DeliverySettings settings, Map<String, MessageProvider> providers,
            AutomationCatalog catalog, DeliveryLinks links, RecordLog log, FailedRecords failed,
            RecordIsolation isolation, EngineMetrics metrics, InstantSource clock, @Nullable Instant restoredUntil,
            Traces traces) {
        this(database, settings, providers, catalog, links, log, failed, isolation, metrics, clock, restoredUntil,
                traces, null);
    }

    /**
     * @param restoredUntil messages that were decided before are not sent if they may have been sent already; null
     *        without a restoration
     * @param senders runs each attempt; null: a virtual thread for each
     */
    public DeliveryPipeline(MongoDatabase database, DeliverySettings settings, Map<String, MessageProvider> providers,
            AutomationCatalog catalog, DeliveryLinks links, RecordLog log, FailedRecords failed,
            RecordIsolation isolation, EngineMetrics metrics, InstantSource clock, @Nullable Instant restoredUntil,
            Traces traces, @Nullable Executor senders) {
        this.messages = new StoredMessages(database);
        this.personalData = new PersonalData(database);
        this.failedCommands = new FailedCommands(database);
        this.failed = failed;
        this.providers = Map.copyOf(providers);
        this.metrics = metrics;
        this.clock = clock;
        this.traces = traces;
        ProviderRoutes routes = new ProviderRoutes(settings, providers, catalog::organization,
                () -> (double) Math.max(1, partitions.size()) / allPartitions);
        Restoration restoration = new Restoration(restoredUntil, routes);
        this.retries = new RetryRequests(database, messages, restoration, catalog);
        SentEvents sentEvents = new SentEvents(messages, log);
        ProviderOptOuts optOuts = new ProviderOptOuts(database, catalog::organization, log);
        this.outcomes = new OutcomeWriter(messages, sentEvents, optOuts, new GoneWebhooks(database), personalData,
                isolation, metrics, clock);
        OutcomeRules rules = new OutcomeRules(routes, () -> ThreadLocalRandom.current().nextDouble());
        OutboundMessages outbound = new OutboundMessages(routes, links);
        this.dispatcher = new Dispatcher(messages, queues, routes, rules, outcomes, sentEvents,
                new PreSendCheck(database), new Attempts(routes, outbound, rules, metrics, clock, traces),
                new LookUps(messages, routes, outbound, clock), restoration, isolation, () -> partitions, clock,
                senders == null ? this.senders : senders);
        this.statusUpdates = new StatusUpdates(messages, sentEvents, optOuts, failed, metrics, clock);
    }

    /** @param kept how long a message can be queried */
    public void createIndexes(Duration kept) {
        messages.createIndexes(kept);
    }

    /** The listener of {@code message.status}. */
    public StatusUpdates statusUpdates() {
        return statusUpdates;
    }

    /** Starts to send. */
    public void start() {
        threads.add(Thread.ofPlatform().name("delivery-dispatch").start(this::dispatch));
        threads.add(Thread.ofPlatform().name("delivery-outcomes").start(this::storeOutcomes));
    }

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> records) {
        List<Document> commands = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            switch (command(record)) {
                case Reading.Understood<Document>(Document command) -> commands.add(command);
                case Reading.Refused<Document> refused -> failed.deadLetter(record, "a message", refused);
            }
        }
        Instant now = now();
        Map<String, Document> known = messages.find(commands.stream().map(DeliveryPipeline::idOf).toList());
        if (!known.isEmpty()) {
            dispatcher.search(); // they were stored by a batch that failed, and may not be in memory
        }
        List<Document> waiting = new ArrayList<>(newMessages(commands, known, now));
        for (Document command : commands) {
            Document message = known.get(idOf(command));
            if (message != null) {
                again(command, message, now).ifPresent(waiting::add);
            }
        }
        waiting.forEach(queues::offer);
        work.release();
    }

    private Collection<Document> newMessages(List<Document> commands, Map<String, Document> known, Instant now) {
        Map<String, Document> first = new LinkedHashMap<>();
        for (Document command : commands) {
            if (!known.containsKey(idOf(command)) && !RetryRequests.isRetry(command)) {
                first.putIfAbsent(idOf(command), command);
            }
        }
        first.values().forEach(message -> message.append("state", MessageState.QUEUED.name())
                .append("stateAt", Date.from(now)).append("queuedAt", Date.from(now)).append("attempt", 0)
                .append("nextAttemptAt", earlier(message.get("firedAt"), now)));
        messages.insertNew(List.copyOf(first.values()));
        personalData.eraseDeleted(first.values(), "firedAt");
        return first.values();
    }

    private static Date earlier(@Nullable Object firedAt, Instant now) {
        return firedAt instanceof Date date && date.toInstant().isBefore(now) ? date : Date.from(now);
    }

    /**
     * The command of a message that is stored: a request to retry it, or one that is delivered again. A message that
     * the version before had not finished is sent from here on.
     */
    private Optional<Document> again(Document command, Document message, Instant now) {
        message.append("queue", command.get("queue")).append("partition", command.get("partition"));
        return RetryRequests.isRetry(command)
                ? retries.accept(command, message, now)
                : messages.adopt(message, now);
    }

    private Reading<Document> command(ConsumerRecord<byte[], byte[]> record) {
        return RecordDocuments.read(record, "firedAt", "notAfter")
                .flatMap(message -> RecordDocuments.require(message, "channel", String.class, "text"))
                .flatMap(message -> RecordDocuments.require(message, "recipientKind", String.class, "text"))
                .flatMap(message -> RecordDocuments.require(message, "firedAt", Date.class, "an instant"))
                .flatMap(message -> new Reading.Understood<>(queued(message, record)));
    }

    private Document queued(Document message, ConsumerRecord<byte[], byte[]> record) {
        message.append("partition", record.partition()).append("queue",
                message.getString("organizationId") + ":" + message.getString("channel"));
        if (RetryRequests.isRetry(message)) {
            message.append(RetryRequests.REQUESTED_AT, Date.from(Instant.ofEpochMilli(record.timestamp())));
        }
        String traceparent = traces.sampledHeaderOf(record.headers());
        if (traceparent == null) {
            message.remove(Traces.HEADER);
            return message;
        }
        return message.append(Traces.HEADER, traceparent);
    }

    /** Stores the message of a command whose processing fails, as far as it can be read and stored. */
    public void setAside(ConsumerRecord<byte[], byte[]> record, Throwable failure) {
        failed.deadLetter(record, failure);
        command(record).understood().ifPresent(command -> {
            failedCommands.keep(command, record, now());
            personalData.eraseDeleted(List.of(command), "firedAt");
            metrics.message(String.valueOf(command.get("channel")), null, "failed");
        });
    }

    /** @param all the number of the topic's partitions */
    public void assigned(Collection<Integer> assigned, int all) {
        allPartitions = Math.max(1, all);
        partitions.addAll(assigned);
        dispatcher.search();
        work.release();
    }

    public void revoked(Collection<Integer> revoked) {
        partitions.removeAll(revoked);
        revoked.forEach(queues::forget);
    }

    private void dispatch() {
        try {
            dispatchUntilClosing();
        } finally {
            dispatcherHasEnded = true;
        }
    }

    private void dispatchUntilClosing() {
        while (!isClosing) {
            try {
                Instant nextAt = areOutcomesStored ? dispatcher.dispatch() : Instant.MAX;
                await(Duration.between(clock.instant(),
                        nextAt.isBefore(now().plus(PAUSE)) ? nextAt : now().plus(PAUSE)));
            } catch (InterruptedException closing) {
                return;
            } catch (RuntimeException | Error unavailable) { // after an error nothing would ever be sent again
                LOG.warn("Messages could not be sent; retrying: {}", unavailable.toString());
                pause();
            }
        }
    }

    private void await(Duration time) throws InterruptedException {
        if (time.isPositive() && work.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS)) {
            work.drainPermits();
        }
    }

    private void storeOutcomes() {
        while (!dispatcherHasEnded || !isDone()) {
            try {
                storeNext();
                areOutcomesStored = true;
            } catch (InterruptedException closing) {
                return;
            } catch (RuntimeException | Error unavailable) { // the answers of providers must not be forgotten
                areOutcomesStored = false; // and nothing further is handed over
                LOG.warn("Outcomes of messages could not be stored; retrying: {}", unavailable.toString());
                pause();
            }
        }
    }

    private void storeNext() throws InterruptedException {
        outcomes.store(outcome -> {
            dispatcher.finished(outcome.change().id());
            if (outcome.again() != null && partitions.contains(outcome.again().getInteger("partition"))) {
                queues.offer(outcome.again());
            }
        });
        work.release();
    }

    private boolean isDone() {
        return dispatcher.isIdle() && outcomes.isEmpty();
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(isClosing ? 100 : PAUSE.toMillis());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Hands over what is due and stores the outcomes, in this thread, until nothing is left; instead of {@link #start},
     * with a clock that is set.
     *
     * @return when there may be more
     */
    public Instant runUntilIdle() throws InterruptedException {
        Instant nextAt = dispatcher.dispatch();
        while (!isDone()) {
            storeNext();
            nextAt = dispatcher.dispatch();
        }
        return nextAt;
    }

    /** The number of messages in memory with work to do, of a channel and in a state. */
    public long waiting(Channel channel, MessageState state) {
        return queues.count(channel, state);
    }

    /** How long the message that is due first has been due. */
    public Duration oldest() {
        Instant firstDueAt = queues.firstDueAt();
        Instant now = now();
        return firstDueAt.isBefore(now) ? Duration.between(firstDueAt, now) : Duration.ZERO;
    }

    /** The number of messages in memory. */
    public int size() {
        return queues.size();
    }

    /** Begins no further attempts, and waits for those that are under way and their outcomes. */
    public void close(Duration timeout) throws InterruptedException {
        isClosing = true;
        work.release();
        Instant end = clock.instant().plus(timeout);
        for (Thread thread : threads) {
            thread.join(Duration.ofMillis(Math.max(1, Duration.between(clock.instant(), end).toMillis())));
            thread.interrupt();
        }
        close();
    }

    @Override
    public void close() {
        senders.shutdownNow();
        providers.values().forEach(MessageProvider::close);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static String idOf(Document message) {
        return message.getString("_id");
    }
}
