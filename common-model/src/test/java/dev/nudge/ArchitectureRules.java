package dev.nudge;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaStaticInitializer;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.regex.Pattern;

/** Architecture rules that the modules check their own classes against. */
public final class ArchitectureRules {

    /**
     * Patterns from user input are evaluated by RE2 only, in linear time; patterns of the JDK are constants in the
     * code.
     */
    public static final ArchRule NO_PATTERN_OF_THE_JDK_COMES_FROM_OUTSIDE = noClasses().should().callMethodWhere(
            describe("a pattern is compiled outside of a constant",
                    call -> call.getTargetOwner().isEquivalentTo(Pattern.class)
                            && Set.of("compile", "matches").contains(call.getName())
                            && !(call.getOrigin() instanceof JavaStaticInitializer)
                            || call.getTargetOwner().isEquivalentTo(String.class)
                                    && Set.of("matches", "replaceAll", "replaceFirst").contains(call.getName())));

    /**
     * Services take the settings of their Kafka clients and the topics that they create from the module infrastructure,
     * so that the services cannot differ.
     */
    public static final ArchRule KAFKA_SETTINGS_COME_FROM_INFRASTRUCTURE = noClasses().should()
            .dependOnClassesThat().haveFullyQualifiedName("org.apache.kafka.clients.admin.NewTopic").orShould()
            .callMethodWhere(describe("settings are built from Spring Boot's properties",
                    call -> call.getTargetOwner().getName().endsWith("KafkaProperties")
                            && call.getName().startsWith("build")));

    private ArchitectureRules() {}
}
