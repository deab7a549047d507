package dev.nudge.reliability.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The versions of the configuration that an engine has received, in order. */
final class KnownConfiguration {

    private record Received(String documentId, int version) {}

    private final List<Received> received = new ArrayList<>();
    private Map<String, Integer> required = Map.of();

    /**
     * The versions known at a moment.
     *
     * @param required the versions that had been saved before the engine started, without which it must not decide
     */
    record View(KnownConfiguration of, int count, Map<String, Integer> required) {

        /** The latest version of each document. */
        Map<String, Integer> versions() {
            Map<String, Integer> versions = new TreeMap<>();
            of.received.subList(0, count).forEach(one -> versions.merge(one.documentId(), one.version(), Math::max));
            return versions;
        }
    }

    void add(String documentId, int version) {
        received.add(new Received(documentId, version));
    }

    void require(Map<String, Integer> versions) {
        required = versions;
    }

    View view() {
        return new View(this, received.size(), required);
    }
}
