package dev.nudge.reliability.simulation;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A change of one line of the source that introduces a defect. The changed class is compiled separately, and the
 * simulation runs with it instead of the original one.
 *
 * @param source relative to the project's root
 */
record Mutation(String name, String source, String line, String mutated) {

    private static final Path ROOT = Path.of("..");

    /** The number of histories until one fails. */
    int historiesUntilFound(Path directory, long firstSeed, int atMost) throws Exception {
        compile(directory);
        List<URL> classPath = new ArrayList<>();
        classPath.add(directory.toUri().toURL());
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            classPath.add(Path.of(entry).toUri().toURL());
        }
        try (MutatedClasses mutated = new MutatedClasses(classPath.toArray(URL[]::new))) {
            Method campaign = mutated.loadClass(Campaign.class.getName()).getDeclaredMethod("untilOneFails", long.class,
                    int.class);
            campaign.setAccessible(true);
            return (int) campaign.invoke(null, firstSeed, atMost);
        }
    }

    private void compile(Path directory) throws IOException {
        Path original = ROOT.resolve(source);
        String text = Files.readString(original);
        if (text.indexOf(line) < 0 || text.indexOf(line) != text.lastIndexOf(line)) {
            throw new IllegalStateException("Expected exactly one place in " + source + " with: " + line);
        }
        Path copy = Files.createDirectories(directory.resolve("source")).resolve(original.getFileName());
        Files.writeString(copy, text.replace(line, mutated));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, Locale.ROOT, null)) {
            List<String> options = List.of("-proc:none", "-d", directory.toString(), "-cp",
                    System.getProperty("java.class.path"));
            if (!compiler.getTask(null, files, diagnostics, options, null, files.getJavaFileObjects(copy)).call()) {
                throw new IllegalStateException("Expected " + name + " to compile: " + diagnostics.getDiagnostics());
            }
        }
    }

    /** Loads all classes of Nudge again, with the changed one instead of the original. */
    private static final class MutatedClasses extends URLClassLoader {

        MutatedClasses(URL[] classPath) throws MalformedURLException {
            super(classPath, Mutation.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("dev.nudge.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }
}
