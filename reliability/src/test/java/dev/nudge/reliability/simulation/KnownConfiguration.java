package dev.nudge.reliability.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an engine was told of the configuration, in the order in which it was. */
final class KnownConfiguration {

    private record Told(String documentId, int version) {}

    private final List<Told> told = new ArrayList<>();
    private Map<String, Integer> required = Map.of();

    /**
     * What was known at a moment.
     *
     * @param required what had been saved before the engine started, which it has to know before it decides anything
     */
    record View(KnownConfiguration of, int count, Map<String, Integer> required) {

        /** The newest version of each document. */
        Map<String, Integer> versions() {
            Map<String, Integer> versions = new TreeMap<>();
            of.told.subList(0, count).forEach(one -> versions.merge(one.documentId(), one.version(), Math::max));
            return versions;
        }
    }

    void tell(String documentId, int version) {
        told.add(new Told(documentId, version));
    }

    void require(Map<String, Integer> versions) {
        required = versions;
    }

    View view() {
        return new View(this, told.size(), required);
    }
}
