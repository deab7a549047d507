package dev.nudge.standalone.demo;

import dev.nudge.json.Json;
import dev.nudge.json.JsonCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The configuration of the demo organization: resources in the form of request bodies, and who uses what. */
public final class Recipes {

    public static final String ORGANIZATION = "demo";
    public static final String ALICE = "alice";
    public static final String BOB = "bob";
    /** The admin. */
    public static final String MARIA = "maria";
    /** The operator. */
    public static final String OMAR = "omar";

    /** The settings of the organization. */
    public static final String SETTINGS = "organization";
    /**
     * The settings that the organization had besides until the demo was started. Quiet hours and caps would hold back
     * the follow-up that the demo shows within a minute, at any hour.
     */
    static final String SETTINGS_OF_THE_HISTORY = "organization-of-the-history";

    /** The variant for the impatient, which exists only from the start of the demo on. */
    private static final String IMPATIENT = "follow-up-15s";

    /**
     * An automation of alice, who has it switched on.
     *
     * @param name of the resource
     * @param on others who have it switched on
     * @param off those who have it switched off; all others have no preference
     */
    public record Recipe(String name, List<String> on, List<String> off) {

        /** The request body. */
        public String body() {
            return resource("automation-" + name);
        }
    }

    /** In the order in which they are created. */
    public static final List<Recipe> ALL = List.of(
            new Recipe("follow-up-24h", List.of(BOB, MARIA), List.of()),
            new Recipe(IMPATIENT, List.of(BOB), List.of()),
            new Recipe("welcome", List.of(BOB, MARIA), List.of()),
            new Recipe("quote-reminder", List.of(BOB, MARIA), List.of()),
            new Recipe("appointment-reminder", List.of(BOB, MARIA), List.of()),
            new Recipe("win-back", List.of(BOB), List.of()),
            new Recipe("missed-call", List.of(BOB, MARIA), List.of()),
            new Recipe("payment-reminder", List.of(BOB, MARIA), List.of()),
            new Recipe("birthday", List.of(MARIA), List.of(BOB)),
            new Recipe("review-request", List.of(BOB, MARIA), List.of()),
            new Recipe("lead-won", List.of(BOB, MARIA), List.of()));

    /** Those that decide in the history. */
    public static final List<Recipe> OF_THE_HISTORY = ALL.stream().filter(recipe -> !recipe.name().equals(IMPATIENT))
            .toList();

    /** The names of the templates. */
    public static final List<String> TEMPLATES = List.of("follow-up-24h", "welcome", "welcome-email", "quote-reminder",
            "appointment-reminder", "win-back-1", "win-back-2", "win-back-3", "missed-call", "payment-reminder",
            "payment-reminder-sms", "birthday", "review-request", "lead-won");

    private Recipes() {}

    /** The request body of a template. */
    public static String template(String name) {
        return resource("template-" + name);
    }

    /** A resource of the demo. */
    public static String resource(String name) {
        return text(name + ".json");
    }

    /** A resource of the demo, by the name of its file. */
    public static String text(String file) {
        try (InputStream resource = Objects.requireNonNull(Recipes.class.getResourceAsStream("/demo/" + file), file)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    static Map<String, @Nullable Object> json(String body) {
        return Json.object(JsonCodec.readObject(body.getBytes(StandardCharsets.UTF_8)).orThrow());
    }
}
