package dev.nudge.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The processes that can be deployed, by the names of their modules. */
public enum Service {

    ENGINE("engine", "engine-service"),
    API("api", "api-service"),
    STANDALONE("standalone", "standalone");

    private final String id;
    private final String module;

    Service(String id, String module) {
        this.id = id;
        this.module = module;
    }

    /** In the ids of figures. */
    public String id() {
        return id;
    }

    public String module() {
        return module;
    }

    /**
     * The executable jar of the last build.
     *
     * @param project its root directory
     * @throws IllegalStateException with the command that builds it, if there is none
     */
    public Path jar(Path project) throws IOException {
        Path target = project.resolve(module).resolve("target");
        if (Files.isDirectory(target)) {
            try (Stream<Path> files = Files.list(target)) {
                var jar = files.filter(file -> file.toString().endsWith("-exec.jar")).findFirst();
                if (jar.isPresent()) {
                    return jar.get();
                }
            }
        }
        throw new IllegalStateException("There is no executable jar in " + target
                + ". Build the jars first, in the root directory: mvn package -pl standalone -am -DskipTests");
    }
}
