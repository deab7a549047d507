package dev.nudge.api.suppression;

import dev.nudge.address.Address;
import dev.nudge.address.AddressKind;
import dev.nudge.api.lead.AddressChannel;
import dev.nudge.api.web.ProblemException;
import dev.nudge.json.JsonCodec;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Reading;
import dev.nudge.json.Violation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file of addresses: CSV with the header {@code channel,address}, or one JSON object in each line. Empty lines are
 * skipped. An invalid line does not affect the others.
 */
final class ImportFile {

    static final int MAX_ENTRIES = 10_000;
    private static final int MAX_ERRORS = 100;
    private static final List<String> HEADER = List.of("channel", "address");
    /** A field is a text without commas and quotation marks, or between quotation marks, which are doubled within. */
    private static final Pattern CSV_LINE = Pattern
            .compile("\\s*+(?:\"((?:[^\"]|\"\")*+)\"\\s*+|([^\",]*+)),"
                    + "\\s*+(?:\"((?:[^\"]|\"\")*+)\"\\s*+|([^\",]*+))"); // possessive, so that the time is linear
    private static final int MAX_LINE_LENGTH = 1_000;

    private final @Nullable String region;
    private final Map<String, Address> addresses = new LinkedHashMap<>();
    private final List<LineError> errors = new ArrayList<>();
    private int entries;
    private int invalid;

    /**
     * An error in the file.
     *
     * @param line from 1
     */
    record LineError(int line, String code, String message) {}

    /** @param region of phone numbers without a country code; null: only international numbers */
    private ImportFile(@Nullable String region) {
        this.region = region;
    }

    static boolean looksLikeJson(List<String> lines) {
        return lines.stream().filter(line -> !line.isBlank()).findFirst()
                .filter(line -> line.stripLeading().startsWith("{")).isPresent();
    }

    static ImportFile ofCsv(List<String> lines, @Nullable String region) {
        ImportFile file = new ImportFile(region);
        Optional<List<String>> header = lines.isEmpty() ? Optional.empty() : csv(lines.getFirst());
        if (header.isEmpty() || !header.get().stream().map(name -> name.strip().toLowerCase(Locale.ROOT))
                .toList().equals(HEADER)) {
            throw ProblemException.invalid("", Violation.FORMAT,
                    "Expected the header \"channel,address\" in the first line.");
        }
        file.check(lines.subList(1, lines.size()));
        for (int i = 1; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                file.readCsv(i + 1, lines.get(i));
            }
        }
        return file;
    }

    static ImportFile ofJson(List<String> lines, @Nullable String region) {
        ImportFile file = new ImportFile(region);
        file.check(lines);
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                file.readJson(i + 1, lines.get(i));
            }
        }
        return file;
    }

    private void check(List<String> lines) {
        long count = lines.stream().filter(line -> !line.isBlank()).count();
        if (count == 0 || count > MAX_ENTRIES) {
            throw ProblemException.invalid("", Violation.SIZE,
                    "Expected 1 to " + MAX_ENTRIES + " entries but found " + count + ".");
        }
    }

    private static Optional<List<String>> csv(String line) {
        Matcher matcher = CSV_LINE.matcher(line);
        return line.length() <= MAX_LINE_LENGTH && matcher.matches()
                ? Optional.of(List.of(field(matcher.group(1), matcher.group(2)),
                        field(matcher.group(3), matcher.group(4))))
                : Optional.empty();
    }

    private static String field(@Nullable String quoted, @Nullable String plain) {
        return quoted == null ? plain == null ? "" : plain : quoted.replace("\"\"", "\"");
    }

    private void readCsv(int number, String line) {
        csv(line).ifPresentOrElse(fields -> read(number, fields.get(0), fields.get(1)), () -> {
            entries++;
            refuse(number, Violation.FORMAT, "Expected a channel and an address, separated by a comma.");
        });
    }

    private void readJson(int number, String line) {
        switch (JsonCodec.readObject(line.getBytes(StandardCharsets.UTF_8))) {
            case Reading.Understood(var json) -> {
                JsonObject entry = JsonObject.of(json);
                entry.allowOnly(Set.copyOf(HEADER));
                String channel = entry.requiredText("channel", 20);
                String address = entry.requiredText("address", 400);
                if (entry.violations().isEmpty()) {
                    read(number, channel, address);
                } else {
                    entries++;
                    refuse(number, entry.violations().getFirst().code(), entry.violations().getFirst().message());
                }
            }
            case Reading.Refused(List<Violation> violations) -> {
                entries++;
                refuse(number, violations.getFirst().code(), violations.getFirst().message());
            }
        }
    }

    private void read(int number, String channel, String address) {
        entries++;
        Optional<AddressKind> kind = AddressChannel.find(channel.strip().toLowerCase(Locale.ROOT));
        if (kind.isEmpty()) {
            refuse(number, Violation.UNKNOWN_VALUE, "Expected " + AddressChannel.EXPECTED + " but found "
                    + JsonObject.typeOf(channel) + ".");
            return;
        }
        Address.of(kind.get(), address, region).ifPresentOrElse(
                normalised -> addresses.put(normalised.id(), normalised),
                () -> refuse(number, Violation.FORMAT,
                        expected(kind.get()) + " but found " + JsonObject.typeOf(address) + "."));
    }

    private void refuse(int line, String code, String message) {
        invalid++;
        if (errors.size() < MAX_ERRORS) {
            errors.add(new LineError(line, code, message));
        }
    }

    /** The beginning of a sentence about an invalid address. */
    static String expected(AddressKind kind) {
        return switch (kind) {
            case PHONE -> "Expected a valid phone number such as +14155551234";
            case EMAIL -> "Expected an e-mail address such as ana@example.com";
        };
    }

    /** The valid addresses, each once. */
    List<Address> addresses() {
        return List.copyOf(addresses.values());
    }

    /** The number of lines that are not empty, without the header. */
    int entries() {
        return entries;
    }

    /** The number of lines with an error. */
    int invalid() {
        return invalid;
    }

    /** The first errors. */
    List<LineError> errors() {
        return List.copyOf(errors);
    }
}
