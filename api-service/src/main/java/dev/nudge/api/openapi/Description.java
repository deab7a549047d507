package dev.nudge.api.openapi;

import java.util.List;

/**
 * Parts of the API's description, YAML files on the class path; those of all such beans are merged. What every route
 * under {@code /api} takes and answers isn't said in them; {@link Conventions} add it.
 */
public record Description(List<String> files) {

    public Description(String... files) {
        this(List.of(files));
    }
}
