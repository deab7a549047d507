package dev.nudge.reliability.simulation;

import dev.nudge.Topics;
import dev.nudge.engine.record.InboundRecord;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.engine.record.RecordLog;
import dev.nudge.infrastructure.lead.Position;
import dev.nudge.json.JsonCodec;
import dev.nudge.reliability.simulation.Network.Part;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Utils;

/** A log without retention: {@code lead.events} in partitions, each output topic in one partition. */
final class SimulatedLog {

    private final int partitions;
    private final Supplier<Instant> clock;
    private final Network network;
    private final Map<Integer, List<InboundRecord>> leadEvents = new HashMap<>();
    private final Map<String, List<OutboundRecord>> published = new HashMap<>();
    private final Supplier<Map<String, Integer>> acknowledged;
    private final Map<Integer, List<Map<String, Integer>>> acknowledgedBefore = new HashMap<>();
    private final Set<String> contents = new HashSet<>();

    /** @param acknowledged the versions of the configuration that are known to be published */
    SimulatedLog(int partitions, Supplier<Instant> clock, Network network,
            Supplier<Map<String, Integer>> acknowledged) {
        this.partitions = partitions;
        this.clock = clock;
        this.network = network;
        this.acknowledged = acknowledged;
        for (int partition = 0; partition < partitions; partition++) {
            leadEvents.put(partition, new ArrayList<>());
            acknowledgedBefore.put(partition, new ArrayList<>());
        }
    }

    int partitions() {
        return partitions;
    }

    List<InboundRecord> leadEvents(int partition) {
        return Objects.requireNonNull(leadEvents.get(partition));
    }

    /** The versions of the configuration that were known to be published when the record was appended. */
    Map<String, Integer> acknowledgedBefore(Position position) {
        return Objects.requireNonNull(acknowledgedBefore.get(position.partition())).get((int) position.offset());
    }

    /** The opt-outs that merged leads passed on to others (E10), including repeats. */
    List<InboundRecord> passedOn() {
        return leadEvents.values().stream().flatMap(List::stream)
                .filter(record -> JsonCodec.text(Objects.requireNonNull(record.value()), "id")
                        .filter(id -> id.startsWith("merged-")).isPresent())
                .toList();
    }

    List<OutboundRecord> published(String topic) {
        return published.getOrDefault(topic, List.of());
    }

    /** Whether the topic has a record with this content. */
    boolean contains(String topic, byte[] value) {
        return contents.contains(content(topic, value));
    }

    private static String content(String topic, byte[] value) {
        return topic + Arrays.hashCode(value);
    }

    void append(OutboundRecord record) {
        if (record.topic().equals(Topics.LEAD_EVENTS)) {
            int partition = record.partition() != null
                    ? record.partition()
                    : Utils.toPositive(Utils.murmur2(Objects.requireNonNull(record.key()))) % partitions;
            List<InboundRecord> all = leadEvents(partition);
            Objects.requireNonNull(acknowledgedBefore.get(partition)).add(acknowledged.get());
            all.add(new InboundRecord(partition, all.size(), clock.get(), record.key(), record.value()));
        } else {
            published.computeIfAbsent(record.topic(), topic -> new ArrayList<>()).add(record);
        }
        contents.add(content(record.topic(), Objects.requireNonNull(record.value())));
    }

    /** The log, accessed by a process. */
    RecordLog of(Host host) {
        return record -> {
            try {
                append(host, record);
                return CompletableFuture.completedFuture(record);
            } catch (Network.Unavailable unavailable) {
                return CompletableFuture.failedFuture(unavailable);
            }
        };
    }

    /** The same without waiting: the acknowledgement arrives at a later time. */
    RecordLog acknowledgedLater(Host host) {
        return record -> {
            CompletableFuture<OutboundRecord> acknowledgement = new CompletableFuture<>();
            try {
                append(host, record);
                host.later(() -> acknowledgement.complete(record));
            } catch (Network.Unavailable unavailable) {
                host.later(() -> acknowledgement.completeExceptionally(unavailable));
            }
            return acknowledgement;
        };
    }

    private void append(Host host, OutboundRecord record) {
        network.call(host, Part.LOG, "append to " + record.topic(), sure -> {
            append(record);
            return true;
        });
    }
}
