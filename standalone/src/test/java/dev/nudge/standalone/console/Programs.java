package dev.nudge.standalone.console;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** The installed programs that the tests need; nothing is downloaded. */
record Programs(Path chromium, Path driver) {

    /** Skips the tests if one is missing. */
    static Programs onThisMachine() {
        return new Programs(
                find("chromium", "google-chrome", "chrome")
                        .orElseGet(() -> Assumptions
                                .abort("Chromium is not installed (Debian: apt-get install chromium)")),
                find("chromedriver").orElseGet(() -> Assumptions
                        .abort("chromedriver is not installed (Debian: apt-get install chromium-driver)")));
    }

    private static Optional<Path> find(String... names) {
        List<String> directories = Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(System.getenv().getOrDefault("PATH", "")).toList();
        return List.of(names).stream()
                .flatMap(name -> directories.stream().map(directory -> Path.of(directory, name)))
                .filter(Files::isExecutable).findFirst();
    }
}
