package dev.nudge.standalone.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.testsupport.Tool;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Common generators generate clients from the served description. The clients compile, send requests that the API
 * accepts, and read its responses and problems as types. Their dependencies are cached in
 * {@code target/generated-clients}.
 */
class GeneratedClientsTest {

    private static final Path SOURCES = Path.of("src/test/clients").toAbsolutePath();
    private static final Path TARGET = Path.of("target/generated-clients").toAbsolutePath();
    private static final Path DOCUMENT = TARGET.resolve("openapi.json");
    private static final String PRINTED = """
            template still-there sms
            automation Answer in an hour Lost
            listed 1 hours
            events 1
            refused 400 urn:nudge:error:validation /body
            missing 404 urn:nudge:error:not-found
            """;

    @TempDir
    static Path data;
    static StandaloneProcess nudge;

    @BeforeAll
    static void start() throws IOException {
        nudge = new StandaloneProcess(data).start();
        Files.createDirectories(TARGET);
        HttpResponse<byte[]> document = new Client(nudge, "", "", "").send("GET", "/v3/api-docs", null);
        assertThat(document.statusCode()).isEqualTo(200);
        Files.write(DOCUMENT, document.body());
    }

    @AfterAll
    static void stop() {
        nudge.close();
    }

    @Test
    void openapi_generator_generates_a_java_client() throws IOException {
        Tool tool = tool("java");
        String java = ProcessHandle.current().info().command().orElseThrow();
        Path client = tool.directory().resolve("client");
        tool.run(java, "-jar", TARGET.resolve("openapi-generator-cli.jar").toString(), "generate", "-g", "java",
                "--library", "native", "-i", DOCUMENT.toString(), "-o", client.toString(), "--invoker-package",
                "dev.nudge.client", "--api-package", "dev.nudge.client.api", "--model-package",
                "dev.nudge.client.model", "--global-property",
                "apis,models,supportingFiles,apiTests=false,modelTests=false,apiDocs=false,modelDocs=false", "-p",
                "useJakartaEe=true");

        List<File> files = Tool.files(client.resolve("src/main"), ".java");
        files.add(SOURCES.resolve("java/FiveCalls.java").toFile());
        String classPath = System.getProperty("java.class.path");
        Path classes = Files.createDirectories(tool.directory().resolve("classes"));
        compile(files, List.of("-d", classes.toString(), "-cp", classPath, "-proc:none", "-nowarn"));

        assertThat(tool.run(java, "-cp", classes + File.pathSeparator + classPath, "FiveCalls")).isEqualTo(PRINTED);
    }

    private static void compile(List<File> files, List<String> options) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter faults = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            boolean compiled = compiler.getTask(faults, manager, null, options, null,
                    manager.getJavaFileObjectsFromFiles(files)).call();
            assertThat(compiled).as(faults.toString()).isTrue();
        }
    }

    @Test
    void openapi_python_client_generates_a_python_client() {
        Tool tool = tool("python");
        tool.require("Python 3.10 or later with venv is not installed (Debian: apt-get install python3-venv)",
                "python3", "-c", "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))");
        Path programs = tool.directory().resolve("venv/bin");
        Path versions = SOURCES.resolve("python/requirements.txt");
        tool.run("python3", "-m", "venv", "venv");
        tool.install(versions, programs.resolve("pip").toString(), "install", "--quiet", "--disable-pip-version-check",
                "--retries", "1", "--requirement", versions.toString());

        String printed = tool.run(programs.resolve("openapi-python-client").toString(), "generate", "--path",
                DOCUMENT.toString(), "--output-path", "nudge_client", "--overwrite", "--meta", "none");
        assertThat(printed).as("omitted by the generator").doesNotContain("WARNING", "omitted");

        assertThat(tool.run(programs.resolve("python").toString(), SOURCES.resolve("python/five_calls.py").toString()))
                .isEqualTo(PRINTED);
    }

    @Test
    void openapi_typescript_generates_typescript_types() throws IOException {
        Tool tool = tool("typescript");
        tool.require("Node.js 20 or later with npm is not installed (Debian: apt-get install nodejs npm)", "node", "-e",
                "process.exit(Number(parseInt(process.versions.node) < 20))");
        tool.require("npm is not installed (Debian: apt-get install npm)", "npm", "--version");
        for (File file : Tool.files(SOURCES.resolve("typescript"), "")) {
            if (file.isFile()) {
                Files.copy(file.toPath(), tool.directory().resolve(file.getName()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        tool.install(SOURCES.resolve("typescript/package-lock.json"), "npm", "ci", "--no-audit", "--no-fund");

        tool.run("npx", "--no-install", "openapi-typescript", DOCUMENT.toString(), "--output", "schema.d.ts");
        tool.run("npx", "--no-install", "tsc", "--project", ".");

        assertThat(tool.run("node", "out/five-calls.js")).isEqualTo(PRINTED);
    }

    /** With a separate directory and organization. */
    private static Tool tool(String name) {
        Path directory = TARGET.resolve(name);
        directory.toFile().mkdirs();
        return new Tool(directory, Map.of("NUDGE_URL", nudge.url("").toString(), "NUDGE_TOKEN",
                nudge.user("clients-" + name, "maria").token(), "PYTHONPATH", directory.toString()));
    }
}
