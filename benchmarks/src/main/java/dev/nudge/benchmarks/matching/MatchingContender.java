package dev.nudge.benchmarks.matching;

import dev.nudge.benchmarks.matching.Library.Matcher;
import dev.nudge.benchmarks.matching.RandomDefinitions.Event;
import dev.nudge.benchmarks.report.Figure.Better;
import dev.nudge.benchmarks.report.Figure;
import dev.nudge.benchmarks.report.Measurement.Contender;
import dev.nudge.benchmarks.report.Subject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One library, measured on the calling thread, per second of the process's processor time. Each round loads its
 * automations again, so that no other library's are in memory meanwhile.
 */
public final class MatchingContender implements Contender {

    private static final int AUTOMATIONS = 100;
    private static final int CHANGES = 300;
    private static final Figure EVENTS = new Figure("events", "Events matched by one core", "events/s", Better.HIGHER);
    private static final Figure ALLOCATED = new Figure("allocated", "Memory allocated for each event", "bytes",
            Better.LOWER);
    private static final Figure GROWTH = new Figure("growth", "Growth of the processor time for each event, all"
            + " automations against a hundredth of them", "times", Better.LOWER);
    private static final Figure LOAD = new Figure("load", "Loading all automations", "ms", Better.LOWER);
    private static final Figure CHANGE = new Figure("change", "Making one change effective", "µs", Better.LOWER);

    private final Library library;
    private final List<Definition> definitions;
    private final Payloads few;
    private final Payloads all;
    private final RandomDefinitions random;
    private final long nanos;

    private MatchingContender(Library library, List<Definition> definitions, Payloads few, Payloads all,
            RandomDefinitions random, long nanos) {
        this.library = library;
        this.definitions = definitions;
        this.few = few;
        this.all = all;
        this.random = random;
        this.nanos = nanos;
    }

    /** All contenders, Nudge first. */
    public static List<MatchingContender> all(int organizations, int events, long nanos) {
        RandomDefinitions random = new RandomDefinitions(16);
        List<Definition> definitions = random.definitions(organizations, AUTOMATIONS);
        Payloads few = new Payloads(random, few(organizations), events);
        Payloads all = new Payloads(random, organizations, events);
        System.out.printf("%,d automations of %,d organizations; events of %.0f bytes on average%n",
                definitions.size(), organizations, all.averageBytes());
        return Library.all().stream()
                .map(library -> new MatchingContender(library, definitions, few, all, random, nanos)).toList();
    }

    private static int few(int organizations) {
        return Math.max(1, organizations / 100);
    }

    @Override
    public Subject subject() {
        return new Subject(library.name(), "-");
    }

    @Override
    public Map<Figure, Double> measure() {
        Map<Figure, Double> samples = new LinkedHashMap<>();
        List<StoredDefinition> stored = definitions.stream().map(library::stored).toList();
        double nanosWithFew = cost(library.load(stored.subList(0, AUTOMATIONS * few(stored.size() / AUTOMATIONS))), few)
                .nanos();
        System.gc();
        long start = System.nanoTime();
        Matcher matcher = library.load(stored);
        samples.put(LOAD, (System.nanoTime() - start) / 1e6);
        Payloads.Cost cost = cost(matcher, all);
        samples.put(EVENTS, 1e9 / cost.nanos());
        samples.put(ALLOCATED, cost.bytes());
        samples.put(GROWTH, cost.nanos() / nanosWithFew);
        samples.put(CHANGE, change(matcher) / 1e3);
        return samples;
    }

    private Payloads.Cost cost(Matcher matcher, Payloads payloads) {
        payloads.check(matcher, library.name());
        System.gc();
        return payloads.measure(matcher, nanos);
    }

    /** Changes automations, each so that no event matches it, then so that every event of its type does, and back. */
    private double change(Matcher matcher) {
        long elapsed = 0;
        int changes = Math.min(CHANGES, definitions.size());
        for (int i = 0; i < changes; i++) {
            Definition before = definitions.get(i * (definitions.size() / changes));
            Definition none = before.matchingNone();
            Definition any = none.matchingAny();
            elapsed += change(matcher, before, none, false) + change(matcher, none, any, true);
            matcher.change(library.stored(any), library.stored(before.withVersion(any.version() + 1)));
        }
        return elapsed / (2.0 * changes);
    }

    private long change(Matcher matcher, Definition before, Definition after, boolean matches) {
        StoredDefinition storedBefore = library.stored(before);
        StoredDefinition storedAfter = library.stored(after);
        long start = System.nanoTime();
        matcher.change(storedBefore, storedAfter);
        long elapsed = System.nanoTime() - start;
        Event event = random.event(after.organizationId(), after.eventType(), 0);
        if (matcher.matching(event.organizationId(), event.json()).contains(after.id()) != matches) {
            throw new IllegalStateException(library.name() + " did not apply the change of " + after);
        }
        return elapsed;
    }
}
