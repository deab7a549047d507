package dev.nudge.api;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaStaticInitializer;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses API = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.nudge.api");

    @Test
    void the_api_knows_nothing_of_the_engine() {
        noClasses().should().dependOnClassesThat().resideInAnyPackage("dev.nudge.engine..", "dev.nudge.embedded..")
                .check(API);
    }

    @Test
    void packages_have_no_cycles() {
        slices().matching("dev.nudge.api.(*)..").should().beFreeOfCycles().check(API);
    }

    /** What is sent is searched by RE2 only, in linear time; patterns of the JDK are constants of ours, and simple. */
    @Test
    void no_pattern_of_the_JDK_comes_from_outside() {
        noClasses().should().callMethodWhere(describe("a pattern is made elsewhere than in a constant",
                call -> call.getTargetOwner().isEquivalentTo(Pattern.class)
                        && Set.of("compile", "matches").contains(call.getName())
                        && !(call.getOrigin() instanceof JavaStaticInitializer)
                        || call.getTargetOwner().isEquivalentTo(String.class)
                                && Set.of("matches", "replaceAll", "replaceFirst").contains(call.getName())))
                .check(API);
    }

    @Test
    void kafka_is_behind_the_package_of_its_name() {
        noClasses().that().resideOutsideOfPackages("dev.nudge.api.kafka").should().dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka.clients..", "org.springframework.kafka..").check(API);
    }

    @Test
    void nothing_is_found_by_scanning() {
        noClasses().should().beAnnotatedWith("org.springframework.context.annotation.ComponentScan").orShould()
                .beAnnotatedWith("org.springframework.boot.autoconfigure.SpringBootApplication").check(API);
    }
}
