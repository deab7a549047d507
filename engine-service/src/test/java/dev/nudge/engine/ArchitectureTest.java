package dev.nudge.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.nudge.ArchitectureRules;
import dev.nudge.PackageGraph;
import dev.nudge.engine.processing.ConsumerProgress;
import dev.nudge.engine.processing.LeadEventsListener;
import dev.nudge.engine.processing.OutageHandler;
import dev.nudge.engine.record.FailureKind;
import dev.nudge.engine.record.IsolatingListener;
import dev.nudge.engine.record.KafkaRecordLog;
import dev.nudge.engine.record.RecordDocuments;
import dev.nudge.engine.registry.KafkaChangeLog;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses ENGINE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.nudge.engine");
    private static final String ROOT = "dev.nudge.engine";
    private static final String HISTORY = "dev.nudge.engine.history..";
    private static final String DELIVERY = "dev.nudge.engine.delivery..";

    @Test
    void the_engine_does_not_depend_on_the_api_or_on_embedded_servers() {
        noClasses().should().dependOnClassesThat()
                .resideInAnyPackage("dev.nudge.api..", "dev.nudge.embedded..", "dev.nudge.standalone..").check(ENGINE);
    }

    @Test
    void packages_are_in_layers() {
        layeredArchitecture().consideringOnlyDependenciesInLayers().layer("application").definedBy(ROOT)
                .layer("processing").definedBy("dev.nudge.engine.processing").layer("features")
                .definedBy("dev.nudge.engine.timer", DELIVERY, HISTORY).layer("ground")
                .definedBy("dev.nudge.engine.registry", "dev.nudge.engine.lead", "dev.nudge.engine.metrics",
                        "dev.nudge.engine.record")
                .whereLayer("application").mayNotBeAccessedByAnyLayer().whereLayer("processing")
                .mayOnlyBeAccessedByLayers("application").whereLayer("features")
                .mayOnlyBeAccessedByLayers("application", "processing").check(ENGINE);
    }

    @Test
    void packages_have_no_cycles() {
        assertThat(PackageGraph.of(ROOT, ENGINE).inCycles()).isEmpty();
    }

    @Test
    void only_the_timers_use_quartz() {
        noClasses().that().resideOutsideOfPackage("dev.nudge.engine.timer").should().dependOnClassesThat()
                .resideInAPackage("org.quartz..").check(ENGINE);
    }

    @Test
    void only_stores_and_configuration_use_MongoDB() {
        noClasses().that()
                .resideOutsideOfPackages(ROOT, "dev.nudge.engine.lead", "dev.nudge.engine.registry", HISTORY, DELIVERY)
                .and().doNotBelongToAnyOf(FailureKind.class)
                .and().doNotBelongToAnyOf(RecordDocuments.class).should().dependOnClassesThat()
                .resideInAnyPackage("com.mongodb..", "org.springframework.data..").check(ENGINE);
    }

    @Test
    void only_listeners_and_configuration_use_spring_kafka() {
        noClasses().that().resideOutsideOfPackages(HISTORY, DELIVERY).and()
                .doNotBelongToAnyOf(EngineKafka.class, EngineRuntime.class, EngineConfiguration.class,
                        OutageHandler.class, ConsumerProgress.class, IsolatingListener.class, LeadEventsListener.class,
                        KafkaRecordLog.class, KafkaChangeLog.class)
                .should().dependOnClassesThat().resideInAPackage("org.springframework.kafka..").check(ENGINE);
    }

    @Test
    void only_the_configuration_names_the_system_clock() {
        noClasses().that().doNotBelongToAnyOf(EngineConfiguration.class).should()
                .callMethod(Instant.class, "now").orShould().callMethod(System.class, "currentTimeMillis").orShould()
                .callMethod(Clock.class, "systemUTC").orShould().callMethod(Clock.class, "systemDefaultZone").orShould()
                .callMethod(InstantSource.class, "system").check(ENGINE);
    }

    @Test
    void kafka_settings_come_from_infrastructure() {
        ArchitectureRules.KAFKA_SETTINGS_COME_FROM_INFRASTRUCTURE.check(ENGINE);
    }

    @Test
    void no_pattern_of_the_JDK_comes_from_outside() {
        ArchitectureRules.NO_PATTERN_OF_THE_JDK_COMES_FROM_OUTSIDE.check(ENGINE);
    }

    @Test
    void settings_of_MongoDB_are_those_of_both_services() {
        ArchitectureRules.SETTINGS_OF_MONGODB_ARE_THOSE_OF_BOTH_SERVICES.check(ENGINE);
    }

    @Test
    void conversion_from_and_to_BSON_is_that_of_both_services() {
        ArchitectureRules.CONVERSION_FROM_AND_TO_BSON_IS_THAT_OF_BOTH_SERVICES.check(ENGINE);
    }

    @Test
    void error_codes_of_MongoDB_mean_the_same_to_both_services() {
        ArchitectureRules.ERROR_CODES_OF_MONGODB_MEAN_THE_SAME_TO_BOTH_SERVICES.check(ENGINE);
    }

    @Test
    void nothing_is_found_by_scanning() {
        noClasses().should().beAnnotatedWith("org.springframework.context.annotation.ComponentScan").orShould()
                .beAnnotatedWith("org.springframework.boot.autoconfigure.SpringBootApplication").check(ENGINE);
    }

    @Test
    void the_graph_of_packages_in_ARCHITECTURE_is_current() {
        PackageGraph graph = PackageGraph.of(ROOT, ENGINE);

        assertThat(graph.isDocumented("engine-service")).as(graph.toString()).isTrue();
    }
}
