package dev.nudge.engine.delivery;

import dev.nudge.automation.Channel;
import dev.nudge.message.MessageState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The messages with work in the near future, in memory: for each queue, which is one organization's channel, those that
 * are due first, up to a bound; later ones are in the database alone. Like the queues of timers, it is a cache that can
 * be dropped at any moment.
 */
final class MessageQueues {

    /** Why a message waits, or what is done with it. */
    sealed interface Admission<T> {

        record Admitted<T>(T work) implements Admission<T> {}

        /**
         * Nor can a later message of the queue pass.
         *
         * @param until null: until something else ends
         */
        record Blocked<T>(@Nullable Instant until) implements Admission<T> {}
    }

    /** Decides about due messages, one at a time. */
    interface Gate<T> {

        Admission<T> admit(Document message);

        /** Whether a message does not wait for those before it: it must be ended, or needs no place at a provider. */
        boolean passes(Document message);
    }

    /**
     * @param work in the order in which it was due, queues in turn
     * @param nextAt when there may be more work; {@link Instant#MAX} without any
     */
    record Taken<T>(List<T> work, Instant nextAt) {}

    private record Key(Instant at, Instant firedAt, String id) implements Comparable<Key> {
        private static final Comparator<Key> ORDER = Comparator.comparing(Key::at).thenComparing(Key::firedAt)
                .thenComparing(Key::id);

        static Key of(Document message) {
            return new Key(instant(message, "nextAttemptAt"), instant(message, "firedAt"), message.getString("_id"));
        }

        private static Instant instant(Document message, String field) {
            return message.get(field) instanceof Date date ? date.toInstant() : Instant.EPOCH;
        }

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private static final class Queue {
        private final NavigableMap<Key, Document> messages = new TreeMap<>();
        private final Map<String, Key> keys = new HashMap<>();
        /** Messages due from here on are in the database alone. */
        private Instant bound = Instant.MAX;
        private boolean isKnown = true;
        private Instant nextSearchForPassing = Instant.MIN;

        void put(Document message) {
            Key key = Key.of(message);
            remove(key.id());
            if (key.at().isBefore(bound)) {
                messages.put(key, message);
                keys.put(key.id(), key);
            }
        }

        void remove(String id) {
            Key known = keys.remove(id);
            if (known != null) {
                messages.remove(known);
            }
        }

        void limit(int capacity) {
            while (messages.size() > capacity) {
                Key last = messages.pollLastEntry().getKey();
                keys.remove(last.id());
                bound = last.at();
            }
        }
    }

    /** How many messages of one queue are taken before those of the next one. */
    private static final int TURN = 50;
    private static final Duration SEARCH_FOR_PASSING = Duration.ofSeconds(1);

    private static final int LEAST_OF_A_QUEUE = 10;
    private static final int MOST_OF_A_QUEUE = 1_000;

    private final int capacity;
    private final LinkedHashMap<String, Queue> queues = new LinkedHashMap<>();

    /**
     * @param capacity how many messages of all queues together are read into memory. What is offered meanwhile may
     *        double it. Of each queue, at least {@value #LEAST_OF_A_QUEUE} are held.
     */
    MessageQueues(int capacity) {
        this.capacity = capacity;
    }

    /** How many messages of a queue are held in memory: each has an equal part. */
    synchronized int capacity() {
        return Math.clamp(capacity / Math.max(1, queues.size()), LEAST_OF_A_QUEUE, MOST_OF_A_QUEUE);
    }

    /** With each further queue, the parts of the others become smaller. */
    private Queue queue(String name) {
        Queue known = queues.get(name);
        if (known != null) {
            return known;
        }
        Queue added = new Queue();
        queues.put(name, added);
        int most = 2 * capacity();
        queues.values().forEach(queue -> queue.limit(most));
        return added;
    }

    /** The message has new work to do, in place of any that it had. */
    synchronized void offer(Document message) {
        Queue queue = queue(Objects.requireNonNull(message.getString("queue")));
        queue.put(message);
        queue.limit(2 * capacity());
    }

    /** The queue may have work that is in the database alone. */
    synchronized void found(String name) {
        queue(name).isKnown = false;
    }

    /** The queues to be read from the database. What is offered meanwhile is kept. */
    synchronized List<String> toBeRead() {
        List<String> names = new ArrayList<>();
        queues.forEach((name, queue) -> {
            if (!queue.isKnown || queue.bound.isBefore(Instant.MAX) && queue.messages.size() < capacity() / 4) {
                queue.bound = Instant.MAX;
                names.add(name);
            }
        });
        return names;
    }

    /**
     * @param first the messages of a queue that are due first, as many as there are, or {@code limit}
     * @param underWay the ids of those whose outcome is awaited; they have no other work
     */
    synchronized void read(String name, List<Document> first, int limit, Set<String> underWay) {
        Queue queue = queue(name);
        queue.isKnown = true;
        first.stream().filter(message -> !underWay.contains(message.getString("_id"))).forEach(queue::put);
        if (first.size() >= limit) {
            // Messages due at the same instant as the last one may be missing; the bound may be lower by now, if messages
            // were offered meanwhile.
            queue.bound = earlier(queue.bound, Key.of(first.getLast()).at().plusMillis(1));
        }
        queue.limit(2 * capacity());
    }

    /** The partition belongs to another engine now. */
    synchronized void forget(int partition) {
        queues.values().forEach(queue -> {
            List<String> ids = queue.messages.values().stream()
                    .filter(message -> Integer.valueOf(partition).equals(message.get("partition")))
                    .map(message -> message.getString("_id")).toList();
            ids.forEach(queue::remove);
        });
    }

    /**
     * Takes messages that are due and admitted, the queues in turn, each in the order in which its messages are due.
     */
    synchronized <T> Taken<T> take(Instant now, int most, Gate<T> gate) {
        List<T> work = new ArrayList<>();
        Instant[] nextAt = {Instant.MAX};
        List<Map.Entry<String, Queue>> open = new ArrayList<>(queues.entrySet());
        while (!open.isEmpty() && work.size() < most) {
            open.removeIf(entry -> work.size() < most && !takeTurn(entry.getValue(), now, most, gate, work, nextAt));
        }
        rotate();
        queues.values().removeIf(queue -> queue.isKnown && queue.messages.isEmpty()
                && queue.bound.equals(Instant.MAX));
        return new Taken<>(work, work.size() >= most ? now : nextAt[0]);
    }

    private void rotate() {
        Map.Entry<String, Queue> first = queues.pollFirstEntry();
        if (first != null) {
            queues.put(first.getKey(), first.getValue());
        }
    }

    /** @return whether the queue may have more */
    private <T> boolean takeTurn(Queue queue, Instant now, int most, Gate<T> gate, List<T> work, Instant[] nextAt) {
        for (int taken = 0; taken < TURN && work.size() < most; taken++) {
            Map.Entry<Key, Document> first = queue.messages.firstEntry();
            if (first == null) {
                return false;
            }
            if (first.getKey().at().isAfter(now)) {
                nextAt[0] = earlier(nextAt[0], first.getKey().at());
                return false;
            }
            switch (gate.admit(first.getValue())) {
                case Admission.Admitted<T>(T admitted) -> {
                    queue.remove(first.getKey().id());
                    work.add(admitted);
                }
                case Admission.Blocked<T>(Instant until) -> {
                    nextAt[0] = earlier(nextAt[0], until == null ? Instant.MAX : until);
                    takePassing(queue, now, gate, work);
                    return false;
                }
            }
        }
        return true;
    }

    private static <T> void takePassing(Queue queue, Instant now, Gate<T> gate, List<T> work) {
        if (now.isBefore(queue.nextSearchForPassing)) {
            return;
        }
        queue.nextSearchForPassing = now.plus(SEARCH_FOR_PASSING);
        for (Document message : List.copyOf(queue.messages.values())) {
            if (Key.of(message).at().isAfter(now)) {
                return;
            }
            if (gate.passes(message) && gate.admit(message) instanceof Admission.Admitted<T>(T admitted)) {
                queue.remove(message.getString("_id"));
                work.add(admitted);
            }
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** The number of messages in memory. */
    synchronized int size() {
        return queues.values().stream().mapToInt(queue -> queue.messages.size()).sum();
    }

    /** The number of messages in memory, of a channel and in a state. */
    synchronized long count(Channel channel, MessageState state) {
        return queues.entrySet().stream().filter(queue -> queue.getKey().endsWith(":" + channel.json()))
                .flatMap(queue -> queue.getValue().messages.values().stream())
                .filter(message -> state.name().equals(message.getString("state"))).count();
    }

    /** When the first message is due that was not sent; {@link Instant#MAX} without any. */
    synchronized Instant firstDueAt() {
        return queues.values().stream().flatMap(queue -> queue.messages.navigableKeySet().stream().map(Key::at)
                .filter(at -> !at.equals(StoredMessages.AT_ONCE)).limit(1)).min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }
}
