package dev.nudge.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.nudge.ArchitectureRules;
import dev.nudge.engine.failure.FailureKind;
import dev.nudge.engine.failure.IsolatingListener;
import dev.nudge.engine.ingest.LeadEventsListener;
import dev.nudge.engine.publish.Documents;
import dev.nudge.engine.publish.KafkaRecordLog;
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
    void the_engine_knows_nothing_of_the_api_or_of_what_it_is_run_on() {
        noClasses().should().dependOnClassesThat()
                .resideInAnyPackage("dev.nudge.api..", "dev.nudge.embedded..", "dev.nudge.standalone..").check(ENGINE);
    }

    @Test
    void quartz_is_behind_the_alarm_clock() {
        noClasses().that().resideOutsideOfPackage("dev.nudge.engine.timer").should().dependOnClassesThat()
                .resideInAPackage("org.quartz..").check(ENGINE);
    }

    @Test
    void the_store_is_known_to_the_stores_and_to_the_wiring() {
        noClasses().that()
                .resideOutsideOfPackages(ROOT, "dev.nudge.engine.lead", "dev.nudge.engine.registry", HISTORY, DELIVERY)
                .and().doNotBelongToAnyOf(FailureKind.class)
                .and().doNotBelongToAnyOf(Documents.class).should().dependOnClassesThat()
                .resideInAnyPackage("com.mongodb..", "org.springframework.data..").check(ENGINE);
    }

    @Test
    void spring_kafka_is_known_to_the_edges() {
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
    void no_pattern_of_the_JDK_comes_from_outside() {
        ArchitectureRules.NO_PATTERN_OF_THE_JDK_COMES_FROM_OUTSIDE.check(ENGINE);
    }

    @Test
    void nothing_is_found_by_scanning() {
        noClasses().should().beAnnotatedWith("org.springframework.context.annotation.ComponentScan").orShould()
                .beAnnotatedWith("org.springframework.boot.autoconfigure.SpringBootApplication").check(ENGINE);
    }
}
