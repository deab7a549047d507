package dev.nudge.reference;

import dev.nudge.reference.Lead.Cause;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a waiting run remembers of an event (S10). */
final class Causes {
    private static final int LARGEST_DATA = 8 * 1024;
    private static final String DATA = "event.data.";
    private static final Pattern NAMES = Pattern.compile("\\{\\{\\{?[#^&]?\\s*event\\.data\\.([A-Za-z0-9_.-]+)");

    private Causes() {}

    /** All data up to 8 KiB, else the paths that the automation's conditions and templates name. */
    static Cause remembered(Settings settings, Cause cause, Map<String, Object> automation) {
        if (Values.size(cause.data()) <= LARGEST_DATA) {
            return cause;
        }
        TreeSet<String> paths = new TreeSet<>();
        conditionPaths(automation.get("conditions"), paths);
        templatePaths(settings, automation, automation.get("actions"), paths);
        for (Object step : Values.list(automation.get("steps"))) {
            conditionPaths(Values.object(step).get("conditions"), paths);
            templatePaths(settings, automation, Values.object(step).get("actions"), paths);
        }
        Map<String, Object> kept = new LinkedHashMap<>();
        paths.forEach(path -> keep(kept, path, Values.path(cause.data(), path)));
        return new Cause(cause.eventId(), cause.type(), kept, new ArrayList<>(paths), cause.before(), cause.after(),
                cause.followUpsBefore(), cause.followUpsAfter());
    }

    private static void conditionPaths(@Nullable Object elements, Set<String> paths) {
        for (Object each : Values.list(elements)) {
            Map<String, Object> element = Values.object(each);
            conditionPaths(element.get("all"), paths);
            conditionPaths(element.get("any"), paths);
            if (element.get("not") != null) {
                conditionPaths(List.of(Values.object(element.get("not"))), paths);
            }
            if (element.get("field") instanceof String field && field.startsWith(DATA)) {
                paths.add(field.substring(DATA.length()));
            }
        }
    }

    private static void templatePaths(Settings settings, Map<String, Object> automation, @Nullable Object actions,
            Set<String> paths) {
        String organizationId = Values.string(automation, "organizationId");
        for (Object action : Values.list(Values.object(actions).get("sendMessage"))) {
            Map<String, Object> template = settings.template(organizationId,
                    Values.string(Values.object(action), "template"));
            if (template != null) {
                Matcher names = NAMES.matcher(template.get("subject") + " " + template.get("body"));
                while (names.find()) {
                    paths.add(names.group(1));
                }
            }
        }
    }

    private static void keep(Map<String, Object> kept, String path, @Nullable Object value) {
        if (value == null) {
            return;
        }
        Map<String, Object> object = kept;
        String[] names = path.split("\\.", -1);
        for (int index = 0; index < names.length - 1; index++) {
            Map<String, Object> inner = new LinkedHashMap<>(Values.object(object.get(names[index])));
            object.put(names[index], inner);
            object = inner;
        }
        object.put(names[names.length - 1], value);
    }
}
