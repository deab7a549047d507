package dev.nudge;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The dependencies between the packages of a module, as text. */
public final class PackageGraph {

    private final String root;
    private final SortedMap<String, Set<String>> targets = new TreeMap<>();

    private PackageGraph(String root) {
        this.root = root;
    }

    /** @param root the common parent package of all classes of the module */
    public static PackageGraph of(String root, JavaClasses module) {
        PackageGraph graph = new PackageGraph(root);
        for (JavaClass each : module) {
            Set<String> of = graph.targets.computeIfAbsent(graph.nameOf(each), name -> new TreeSet<>());
            each.getDirectDependenciesFromSelf().stream().map(Dependency::getTargetClass)
                    .filter(target -> module.contain(target.getName())).map(graph::nameOf).forEach(of::add);
        }
        graph.targets.forEach((name, of) -> of.remove(name));
        return graph;
    }

    private String nameOf(JavaClass each) {
        String name = each.getPackageName();
        return name.equals(root) ? "(root)" : name.substring(root.length() + 1);
    }

    /** One line per package: {@code timer -> lead, record}. */
    @Override
    public String toString() {
        return targets.entrySet().stream()
                .map(each -> each.getKey()
                        + (each.getValue().isEmpty() ? "" : " -> " + String.join(", ", each.getValue())))
                .collect(Collectors.joining("\n"));
    }

    /** The packages that are part of a cycle. */
    public Set<String> inCycles() {
        return targets.keySet().stream().filter(name -> reach(name).contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> reach(String from) {
        Set<String> reached = new TreeSet<>();
        addTargets(from, reached);
        return reached;
    }

    private void addTargets(String from, Set<String> reached) {
        targets.getOrDefault(from, new TreeSet<>()).stream().filter(reached::add)
                .forEach(target -> addTargets(target, reached));
    }

    /** Whether ARCHITECTURE.md contains this graph for the module; must be called from the module's directory. */
    public boolean isDocumented(String module) {
        try {
            return Files.readString(Path.of("..", "ARCHITECTURE.md"))
                    .contains("### " + module + "\n```text\n" + this + "\n```\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Prints the graph of the module under each root package given as argument. */
    public static void main(String[] roots) {
        for (String root : roots) {
            PackageGraph graph = of(root, new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages(root));
            System.out.println(root + "\n\n" + graph + "\n\nin cycles: " + graph.inCycles() + "\n");
        }
    }
}
