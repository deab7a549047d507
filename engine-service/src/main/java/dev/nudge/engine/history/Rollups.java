package dev.nudge.engine.history;

import com.mongodb.client.MongoDatabase;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.IndexDefinition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the numbers of decisions and messages current. Counting takes at most a tenth of the time, however long it
 * takes, so that large hours are counted less often.
 */
public final class Rollups implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Rollups.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final int PAUSES_PER_COUNT = 9;
    private static final Duration STOP = Duration.ofSeconds(5);

    private final MongoDatabase database;
    private final DecisionRollups decisions;
    private final MessageRollups messages;
    private final InstantSource clock;
    private final BooleanSupplier isMine;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("rollups").daemon().unstarted(this::run);

    /** @param isMine whether this engine counts; it does no harm when several do */
    public Rollups(MongoDatabase database, InstantSource clock, BooleanSupplier isMine) {
        this.database = database;
        this.decisions = new DecisionRollups(database);
        this.messages = new MessageRollups(database);
        this.clock = clock;
        this.isMine = isMine;
    }

    /** @param kept how long numbers can be queried */
    public void createIndexes(Duration kept) {
        IndexDefinition.create(database.getCollection(CollectionNames.ROLLUPS), kept);
    }

    /** Counts the messages of all organizations from an instant on, for those that were stored later. */
    public static void countMessages(MongoDatabase database, Instant from) {
        new MessageRollups(database).count(from.plus(MessageRollups.LATE));
    }

    public void start() {
        thread.start();
    }

    private void run() {
        Duration pause = SHORTEST_PAUSE;
        try {
            while (!stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                long begin = System.nanoTime();
                countIfMine();
                Duration took = Duration.ofNanos(System.nanoTime() - begin).multipliedBy(PAUSES_PER_COUNT);
                pause = took.compareTo(SHORTEST_PAUSE) > 0 ? took : SHORTEST_PAUSE;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void countIfMine() {
        try {
            if (isMine.getAsBoolean()) {
                decisions.count();
                messages.count(clock.instant());
            }
        } catch (RuntimeException unavailable) {
            LOG.warn("The numbers of decisions and messages could not be counted; they will be counted again: {}",
                    unavailable.toString());
        }
    }

    @Override
    public void close() {
        stopping.countDown();
        try {
            if (thread.isAlive() && !thread.join(STOP)) {
                LOG.debug("The last count did not end in time");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
