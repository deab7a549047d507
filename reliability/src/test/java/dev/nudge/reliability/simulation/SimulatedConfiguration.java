package dev.nudge.reliability.simulation;

import dev.nudge.api.kafka.BrokerUnavailableException;
import dev.nudge.api.relay.Change;
import dev.nudge.api.relay.ChangeTopic;
import dev.nudge.api.relay.Outbox;
import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.engine.registry.ChangeLog;
import dev.nudge.engine.registry.Configurations;
import dev.nudge.json.JsonCodec;
import dev.nudge.reference.Semantics;
import dev.nudge.reliability.simulation.Network.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The API's collections with their markers of unpublished changes, and {@code automation.events}. */
final class SimulatedConfiguration {

    /**
     * A version of a document.
     *
     * @param wire the record that publishes it
     * @param toReference applies it to the reference model
     */
    record Version(String documentId, int number, Map<String, @Nullable Object> wire,
            Consumer<Semantics> toReference) {}

    private record Published(String documentId, int number, Map<String, @Nullable Object> wire) {}

    private final Network network;
    private final Map<String, List<Version>> documents = new TreeMap<>();
    private final TreeMap<String, Integer> pending = new TreeMap<>();
    private final List<Published> topic = new ArrayList<>();
    private Map<String, Integer> acknowledged = Map.of();

    SimulatedConfiguration(Network network) {
        this.network = network;
    }

    int nextVersionOf(String documentId) {
        return documents.getOrDefault(documentId, List.of()).size() + 1;
    }

    /** Saves the document and its marker in one write. */
    void save(Version version) {
        documents.computeIfAbsent(version.documentId(), id -> new ArrayList<>()).add(version);
        pending.put(version.documentId(), version.number());
    }

    Version version(String documentId, int number) {
        return Objects.requireNonNull(documents.get(documentId)).stream()
                .filter(version -> version.number() == number).findFirst().orElseThrow();
    }

    /** The latest version of each document. */
    Map<String, Integer> newest() {
        Map<String, Integer> newest = new TreeMap<>();
        documents.forEach((id, versions) -> newest.put(id, versions.getLast().number()));
        return newest;
    }

    boolean isPublished() {
        return pending.isEmpty();
    }

    int published() {
        return topic.size();
    }

    /** The response to the client confirmed the publication of this version. */
    void acknowledged(Version version) {
        Map<String, Integer> next = new TreeMap<>(acknowledged);
        next.merge(version.documentId(), version.number(), Math::max);
        acknowledged = next;
    }

    /** The latest acknowledged version of each document; an immutable snapshot. */
    Map<String, Integer> acknowledged() {
        return acknowledged;
    }

    /** The documents and their markers, accessed by the relay of a process. */
    Outbox outboxOf(Host host) {
        return new Outbox() {
            @Override
            public void prepare() {
                // nothing to prepare
            }

            @Override
            public List<String> pending(String after, int limit) {
                return network.call(host, Part.STORE, "find marked documents",
                        sure -> List.copyOf(pending.tailMap(after, false).keySet()).stream().limit(limit).toList());
            }

            @Override
            public List<Change> changesOf(String documentId) {
                return network.call(host, Part.STORE, "read a marked document",
                        sure -> pending.containsKey(documentId)
                                ? List.of(change(host, Objects.requireNonNull(documents.get(documentId)).getLast()))
                                : List.of());
            }
        };
    }

    private Change change(Host host, Version version) {
        return new Change(version.documentId(), version.wire(),
                () -> network.call(host, Part.STORE, "take a marker off",
                        sure -> pending.remove(version.documentId(), version.number())));
    }

    ChangeTopic topicOf(Host host) {
        return new ChangeTopic() {
            @Override
            public void ensure() {
                // it exists
            }

            @Override
            public void append(List<Change> changes) throws BrokerUnavailableException {
                try {
                    network.call(host, Part.LOG, "publish changes", sure -> {
                        changes.stream().filter(sure).forEach(change -> publish(change));
                        return true;
                    });
                } catch (Network.Unavailable unavailable) {
                    throw new BrokerUnavailableException(unavailable);
                }
            }
        };
    }

    private void publish(Change change) {
        int version = ((Number) Objects.requireNonNull(change.json().get("version"))).intValue();
        topic.add(new Published(change.key(), version, change.json()));
    }

    /** The stored configuration, accessed by an engine. */
    Configurations of(Host host, KnownConfiguration known) {
        return new Configurations() {
            @Override
            public void forEach(Consumer<ConfigurationChange> consumer) {
                // One collection after the other, with concurrent writes.
                for (String kind : List.of("automation", "organization", "preference", "template")) {
                    network.call(host, Part.STORE, "load " + kind + "s",
                            sure -> newest(id -> id.startsWith(kind))).forEach(version -> {
                                add(known, version);
                                consumer.accept(ConfigurationChange.read(version.wire()).orThrow());
                            });
                }
            }

            @Override
            public List<ConfigurationChange> automations(String organizationId, Collection<String> ids) {
                return lookUp(version -> ids.stream()
                        .anyMatch(id -> version.documentId().equals("automation " + organizationId + " " + id)));
            }

            @Override
            public List<ConfigurationChange> preferences(String organizationId, Collection<String> userIds) {
                return lookUp(version -> userIds.stream().anyMatch(
                        id -> version.documentId().startsWith("preference " + organizationId + " " + id + " ")));
            }

            private List<ConfigurationChange> lookUp(Predicate<Version> wanted) {
                List<Version> found = network.call(host, Part.STORE, "look configuration up",
                        sure -> newest(id -> true).stream().filter(wanted).toList());
                found.forEach(version -> add(known, version));
                return found.stream().map(version -> ConfigurationChange.read(version.wire()).orThrow()).toList();
            }
        };
    }

    private static void add(KnownConfiguration known, Version version) {
        known.add(version.documentId(), version.number());
    }

    private List<Version> newest(Predicate<String> ids) {
        return documents.entrySet().stream().filter(document -> ids.test(document.getKey()))
                .map(document -> document.getValue().getLast()).toList();
    }

    /** {@code automation.events}, accessed by an engine. */
    ChangeLog logOf(Host host, KnownConfiguration known) {
        return new ChangeLog() {
            @Override
            public Reader openAtEnd() {
                return new SimulatedReader(host, known, end().intValue());
            }

            @Override
            public Map<Integer, Long> ends() {
                return Map.of(0, end());
            }

            private Long end() {
                return network.call(host, Part.LOG, "ask for the end", sure -> (long) topic.size());
            }

            @Override
            public void close() {
                // nothing to close
            }
        };
    }

    private final class SimulatedReader implements ChangeLog.Reader {
        private final Host host;
        private final KnownConfiguration known;
        private int position;

        SimulatedReader(Host host, KnownConfiguration known, int position) {
            this.host = host;
            this.known = known;
            this.position = position;
        }

        @Override
        public Map<Integer, Long> positions() {
            return Map.of(0, (long) position);
        }

        @Override
        public List<ChangeLog.ChangeRecord> poll(Duration atMost) {
            int from = position;
            List<Published> polled = network.call(host, Part.LOG, "poll changes",
                    sure -> List.copyOf(topic.subList(from, Math.min(topic.size(), from + 3))));
            position += polled.size();
            polled.forEach(record -> known.add(record.documentId(), record.number()));
            return polled.stream().map(record -> new ChangeLog.ChangeRecord(0, from, JsonCodec.write(record.wire())))
                    .toList();
        }

        @Override
        public void wakeUp() {
            // no thread waits
        }

        @Override
        public void close() {
            // nothing to close
        }
    }
}
