package dev.nudge.api.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.condition.Operator;
import dev.nudge.decision.Outcome;
import dev.nudge.decision.Reason;
import dev.nudge.infrastructure.provider.DeliverySettings;
import dev.nudge.json.JsonCodec;
import dev.nudge.lead.LeadField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The texts of the catalog are those of the code's elements and of the documentation. */
class CatalogTextsTest {

    private static final Path DOCS = Path.of("../docs");
    private static final Pattern REASON = Pattern
            .compile("(?m)^\\| `([A-Z]+)` \\| `([A-Z_]+)` \\| ([^|]+) \\| ([^|]+) \\|$");
    private static final Pattern OUTCOME = Pattern.compile("`([A-Z]+)`(?: \\([^)]*\\))?: ([^.]*)\\.");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Set<String> SECTIONS_WITH_ELEMENTS = Set.of("eventTypes", "fields", "operators", "units",
            "channels", "outcomes", "messageStates", "days");

    private final Map<String, @Nullable Object> catalog = new Catalog(CatalogTexts.read(),
            new DeliverySettings(null, Map.of(), Map.of())).toJson();

    @Test
    void each_element_of_the_code_has_a_text_and_there_are_no_others() throws IOException {
        Map<String, Set<String>> used = new TreeMap<>();
        SECTIONS_WITH_ELEMENTS.forEach(section -> used.put(section, elements(section)));
        used.put("operands", Arrays.stream(Operator.Takes.values()).map(Operator.Takes::json)
                .collect(Collectors.toSet()));
        used.put("reasons", Arrays.stream(Outcome.values()).map(Enum::name).collect(Collectors.toSet()));
        Map<String, @Nullable Object> texts = JsonCodec
                .readObject(Files.readAllBytes(Path.of("src/main/resources/catalog.json"))).orThrow();

        assertThat(texts.keySet()).isEqualTo(used.keySet());
        used.forEach((section, names) -> assertThat(section(texts, section).keySet()).as(section)
                .isEqualTo(names));
    }

    /** The first field of an element is its name. */
    private Set<String> elements(String section) {
        return ((List<?>) section(section)).stream()
                .map(element -> (String) ((Map<?, ?>) element).values().iterator().next())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Object section(String name) {
        return Objects.requireNonNull(catalog.get(name), name);
    }

    private static Map<?, ?> section(Map<String, @Nullable Object> texts, String name) {
        return (Map<?, ?>) Objects.requireNonNull(texts.get(name), name);
    }

    @Test // R3
    void the_reasons_are_those_of_the_rules() throws IOException {
        String rule = Files.readString(DOCS.resolve("semantics.md")).lines().filter(line -> line.startsWith("- R3 "))
                .findFirst().orElseThrow();
        List<String> pairs = OUTCOME.matcher(rule).results().flatMap(outcome -> names(outcome.group(2))
                .map(reason -> outcome.group(1) + " " + reason)).toList();

        assertThat(reasons().map(row -> row.get(0) + " " + row.get(1))).containsExactlyInAnyOrderElementsOf(pairs);
        assertThat(reasons().map(row -> row.get(1)).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Reason.values()).map(Enum::name).toList());
    }

    @Test
    void the_page_of_reasons_has_the_same_texts() throws IOException {
        String page = Files.readString(DOCS.resolve("reasons.md"));
        List<List<String>> rows = REASON.matcher(page).results()
                .map(row -> List.of(row.group(1), row.group(2), row.group(3), row.group(4))).toList();

        assertThat(rows).hasSize((int) page.lines().filter(line -> line.startsWith("| `")).count())
                .containsExactlyInAnyOrderElementsOf(reasons().toList());
    }

    @Test
    void each_reason_has_a_sentence_and_an_advice() {
        assertThat(reasons()).allSatisfy(row -> {
            assertThat(row.get(2)).endsWith(".").hasSizeGreaterThan(20);
            assertThat(row.get(3)).endsWith(".");
        });
    }

    private Stream<List<String>> reasons() {
        return ((List<?>) section("reasons")).stream()
                .map(reason -> ((Map<?, ?>) reason).values().stream().map(String.class::cast).toList());
    }

    @Test
    void the_page_of_conditions_has_the_same_fields_with_the_same_types() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        rows("## Fields").forEach(row -> names(row.get(0)).forEach(name -> documented
                .put(name.replace("<path>", "*"), row.get(1))));

        assertThat(documented).isEqualTo(Arrays.stream(LeadField.values())
                .collect(Collectors.toMap(LeadField::path, CatalogTextsTest::typeOf, (one, _) -> one, TreeMap::new)));
    }

    /** A type as the page names it. */
    private static String typeOf(LeadField field) {
        return field.type().isList() ? "list of " + field.type().json() + "s" : field.type().json();
    }

    @Test // K3
    void the_page_of_conditions_has_the_same_operators_with_the_same_values() throws IOException {
        CatalogTexts texts = CatalogTexts.read();
        Map<String, String> documented = new TreeMap<>();
        rows("## Operators").forEach(row -> names(row.get(0))
                .forEach(name -> documented.put(name, row.get(1).replace("`", ""))));

        assertThat(documented).isEqualTo(Arrays.stream(Operator.values()).collect(Collectors.toMap(Operator::json,
                operator -> texts.get("operands", operator.takes().json()), (one, _) -> one, TreeMap::new)));
    }

    private static Stream<String> names(String text) {
        return CODE.matcher(text).results().map(name -> name.group(1));
    }

    /** The cells of the first table after a heading of the page, without the head. */
    private static List<List<String>> rows(String heading) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        Files.readString(DOCS.resolve("conditions.md")).lines().dropWhile(line -> !line.equals(heading)).skip(1)
                .takeWhile(line -> !line.startsWith("## ")).filter(line -> line.startsWith("| `"))
                .forEach(line -> rows.add(Stream.of(line.substring(2).split(" \\|")).map(String::strip).toList()));
        return rows;
    }
}
