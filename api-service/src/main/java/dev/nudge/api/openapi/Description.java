package dev.nudge.api.openapi;

import java.util.List;

/**
 * Parts of the API's description, as YAML files on the class path; all such beans are merged. {@link Conventions} adds
 * what all routes under {@code /api} have in common.
 */
public record Description(List<String> files) {

    public Description(String... files) {
        this(List.of(files));
    }
}
