package dev.nudge.benchmarks.matching;

import java.util.List;

/** One of the libraries that are compared. */
interface Library {

    /** With its version, and how it is used. */
    String name();

    /** The definition as a user of the library stores it: JSON in UTF-8. */
    StoredDefinition stored(Definition definition);

    /** Returns a matcher of all these definitions that is ready to match. */
    Matcher load(List<StoredDefinition> definitions);

    /** Definitions that are loaded. Not thread-safe. */
    interface Matcher {

        /**
         * The ids of the automations that an event matches, in any order.
         *
         * @param organizationId of the event; known without reading it, for libraries that do not read it
         */
        List<String> matching(String organizationId, byte[] event);

        /** Replaces a definition by its next version, which applies to the next event. */
        void change(StoredDefinition before, StoredDefinition after);
    }

    static List<Library> all() {
        return List.of(new Nudge(), new EventRuler(), new Drools(), new JsonLogic());
    }
}
