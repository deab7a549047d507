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
    void the_api_does_not_depend_on_the_engine() {
        noClasses().should().dependOnClassesThat().resideInAnyPackage("dev.nudge.engine..", "dev.nudge.embedded..")
                .check(API);
    }

    @Test
    void there_are_no_package_cycles() {
        assertThat(PackageGraph.of("dev.nudge.api", API).inCycles()).isEmpty();
    }

    @Test
    void kafka_settings_come_from_infrastructure() {
        ArchitectureRules.KAFKA_SETTINGS_COME_FROM_INFRASTRUCTURE.check(API);
    }

    @Test
    void user_supplied_patterns_do_not_use_the_JDK_engine() {
        ArchitectureRules.NO_PATTERN_OF_THE_JDK_COMES_FROM_OUTSIDE.check(API);
    }

    @Test
    void only_the_kafka_package_uses_kafka() {
        noClasses().that().resideOutsideOfPackages("dev.nudge.api.kafka").should().dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka.clients..", "org.springframework.kafka..").check(API);
    }

    @Test
    void mongodb_settings_come_from_infrastructure() {
        ArchitectureRules.SETTINGS_OF_MONGODB_ARE_THOSE_OF_BOTH_SERVICES.check(API);
    }

    @Test
    void bson_conversion_comes_from_infrastructure() {
        ArchitectureRules.CONVERSION_FROM_AND_TO_BSON_IS_THAT_OF_BOTH_SERVICES.check(API);
    }

    /** Concurrent upserts of one id can lose an acknowledged change on some servers. */
    @Test
    void upserts_are_not_used() {
        noClasses().should().dependOnClassesThat().haveNameMatching(
                "com\\.mongodb\\.client\\.model\\.(Update|Replace|FindOneAndUpdate|FindOneAndReplace)Options")
                .check(API);
    }

    @Test
    void mongodb_error_codes_are_interpreted_by_infrastructure() {
        ArchitectureRules.ERROR_CODES_OF_MONGODB_MEAN_THE_SAME_TO_BOTH_SERVICES.check(API);
    }

    @Test
    void component_scanning_is_not_used() {
        noClasses().should().beAnnotatedWith("org.springframework.context.annotation.ComponentScan").orShould()
                .beAnnotatedWith("org.springframework.boot.autoconfigure.SpringBootApplication").check(API);
    }

    @Test
    void the_package_graph_in_ARCHITECTURE_is_current() {
        PackageGraph graph = PackageGraph.of("dev.nudge.api", API);

        assertThat(graph.isDocumented("api-service")).as(graph.toString()).isTrue();
    }
}
