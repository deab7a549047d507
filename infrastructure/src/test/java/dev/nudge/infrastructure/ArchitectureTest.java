package dev.nudge.infrastructure;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.nudge.ArchitectureRules;
import dev.nudge.PackageGraph;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses INFRASTRUCTURE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.nudge.infrastructure");

    @Test
    void packages_have_no_cycles() {
        assertThat(PackageGraph.of("dev.nudge.infrastructure", INFRASTRUCTURE).inCycles()).isEmpty();
    }

    @Test
    void infrastructure_does_not_depend_on_a_service() {
        noClasses().should().dependOnClassesThat()
                .resideInAnyPackage("dev.nudge.api..", "dev.nudge.engine..", "dev.nudge.embedded..")
                .check(INFRASTRUCTURE);
    }

    @Test
    void no_pattern_of_the_JDK_comes_from_outside() {
        ArchitectureRules.NO_PATTERN_OF_THE_JDK_COMES_FROM_OUTSIDE.check(INFRASTRUCTURE);
    }

    @Test
    void the_graph_of_packages_in_ARCHITECTURE_is_current() {
        PackageGraph graph = PackageGraph.of("dev.nudge.infrastructure", INFRASTRUCTURE);

        assertThat(graph.isDocumented("infrastructure")).as(graph.toString()).isTrue();
    }
}
