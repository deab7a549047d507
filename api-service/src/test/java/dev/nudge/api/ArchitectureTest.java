package dev.nudge.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.nudge.ArchitectureRules;
import dev.nudge.PackageGraph;
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
        assertThat(PackageGraph.of("dev.nudge.api", API).inCycles()).isEmpty();
    }

    @Test
    void kafka_settings_come_from_infrastructure() {
        ArchitectureRules.KAFKA_SETTINGS_COME_FROM_INFRASTRUCTURE.check(API);
    }

    @Test
    void no_pattern_of_the_JDK_comes_from_outside() {
        ArchitectureRules.NO_PATTERN_OF_THE_JDK_COMES_FROM_OUTSIDE.check(API);
    }

    @Test
    void kafka_is_behind_the_package_of_its_name() {
        noClasses().that().resideOutsideOfPackages("dev.nudge.api.kafka").should().dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka.clients..", "org.springframework.kafka..").check(API);
    }

    @Test
    void settings_of_MongoDB_are_those_of_both_services() {
        ArchitectureRules.SETTINGS_OF_MONGODB_ARE_THOSE_OF_BOTH_SERVICES.check(API);
    }

    @Test
    void conversion_from_and_to_BSON_is_that_of_both_services() {
        ArchitectureRules.CONVERSION_FROM_AND_TO_BSON_IS_THAT_OF_BOTH_SERVICES.check(API);
    }

    /** Upserts of one id that race can lose an acknowledged change on some servers. */
    @Test
    void no_document_is_upserted() {
        noClasses().should().dependOnClassesThat().haveNameMatching(
                "com\\.mongodb\\.client\\.model\\.(Update|Replace|FindOneAndUpdate|FindOneAndReplace)Options")
                .check(API);
    }

    @Test
    void error_codes_of_MongoDB_mean_the_same_to_both_services() {
        ArchitectureRules.ERROR_CODES_OF_MONGODB_MEAN_THE_SAME_TO_BOTH_SERVICES.check(API);
    }

    @Test
    void only_the_purge_uses_quartz() {
        noClasses().that().resideOutsideOfPackage("dev.nudge.api.purge").should().dependOnClassesThat()
                .resideInAPackage("org.quartz..").check(API);
    }

    @Test
    void nothing_is_found_by_scanning() {
        noClasses().should().beAnnotatedWith("org.springframework.context.annotation.ComponentScan").orShould()
                .beAnnotatedWith("org.springframework.boot.autoconfigure.SpringBootApplication").check(API);
    }

    @Test
    void the_graph_of_packages_in_ARCHITECTURE_is_current() {
        PackageGraph graph = PackageGraph.of("dev.nudge.api", API);

        assertThat(graph.isDocumented("api-service")).as(graph.toString()).isTrue();
    }
}
