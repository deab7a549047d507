package dev.nudge.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The commands are in the root package, and what they share is in packages that do not know them. */
class ArchitectureTest {

    private static final JavaClasses BENCHMARKS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.nudge.benchmarks");

    @Test
    void nothing_depends_on_a_command() {
        noClasses().that().resideOutsideOfPackage("dev.nudge.benchmarks").should().dependOnClassesThat()
                .resideInAPackage("dev.nudge.benchmarks").check(BENCHMARKS);
    }

    @Test
    void the_packages_have_no_cycles() {
        slices().matching("dev.nudge.benchmarks.(*)..").should().beFreeOfCycles().check(BENCHMARKS);
    }
}
