package dev.nudge;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The core is pure: it has few dependencies, and does not use the system clock, random numbers or I/O. */
class ArchitectureTest {

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.nudge");

    @Test
    void the_core_has_few_dependencies() {
        classes().should().onlyDependOnClassesThat()
                .resideInAnyPackage("dev.nudge..", "java..", "com.fasterxml.jackson.annotation..",
                        "tools.jackson..", "com.google.re2j..", "com.samskivert.mustache..",
                        "com.google.i18n.phonenumbers..", "com.ibm.icu..", "com.github.benmanes.caffeine..",
                        "org.jspecify.annotations..")
                .check(CORE);
    }

    @Test
    void jackson_is_used_by_the_json_codec_only() {
        noClasses().that().resideOutsideOfPackage("dev.nudge.json").should().dependOnClassesThat()
                .resideInAPackage("tools.jackson..").check(CORE);
    }

    @Test
    void time_is_a_parameter() {
        noClasses().should()
                .callMethodWhere(
                        target(nameMatching("now|currentTimeMillis|nanoTime|systemDefault|systemUTC|systemDefaultZone"))
                                .and(target(owner(resideInAPackage("java..")))))
                .check(CORE);
    }

    @Test
    void random_numbers_are_not_used() {
        noClasses().should().dependOnClassesThat()
                .haveNameMatching("java\\.util\\.(Random|UUID|concurrent\\.ThreadLocalRandom|SplittableRandom)"
                        + "|java\\.security\\.SecureRandom|java\\.util\\.random\\..*")
                .check(CORE);
    }

    @Test
    void files_and_network_are_not_used() {
        noClasses().should().dependOnClassesThat(resideInAPackage("java.io..")
                .and(not(nameMatching("java\\.io\\.(Writer|StringWriter|IOException|Serializable)"))))
                .orShould().dependOnClassesThat().resideInAnyPackage("java.net..", "java.nio.file..", "java.sql..")
                .orShould().dependOnClassesThat().haveNameMatching("java\\.lang\\.(Thread|Process.*)")
                .check(CORE);
    }

    @Test
    void no_pattern_of_the_JDK_comes_from_outside() {
        ArchitectureRules.NO_PATTERN_OF_THE_JDK_COMES_FROM_OUTSIDE.check(CORE);
    }

    @Test
    void packages_have_no_cycles() {
        assertThat(PackageGraph.of("dev.nudge", CORE).inCycles()).isEmpty();
    }

    @Test
    void the_graph_of_packages_in_ARCHITECTURE_is_current() {
        PackageGraph graph = PackageGraph.of("dev.nudge", CORE);

        assertThat(graph.isDocumented("common-model")).as(graph.toString()).isTrue();
    }
}
