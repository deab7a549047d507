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

    /** Concerns, read preference and time-outs are those of the module {@code infrastructure}, for both services. */
    public static final ArchRule SETTINGS_OF_MONGODB_ARE_THOSE_OF_BOTH_SERVICES = noClasses().should()
            .callMethodWhere(describe("a setting of MongoDB is changed",
                    call -> call.getTargetOwner().getPackageName().startsWith("com.mongodb.client") && Set
                            .of("withWriteConcern", "withReadConcern", "withReadPreference").contains(call.getName())));

    /** Decimals, instants, lists and objects are converted by the module {@code infrastructure}, for both services. */
    public static final ArchRule CONVERSION_FROM_AND_TO_BSON_IS_THAT_OF_BOTH_SERVICES = noClasses().should()
            .dependOnClassesThat().haveFullyQualifiedName("org.bson.types.Decimal128");

    /** What an error code of MongoDB means is said by the module {@code infrastructure}, for both services. */
    public static final ArchRule ERROR_CODES_OF_MONGODB_MEAN_THE_SAME_TO_BOTH_SERVICES = noClasses().should()
            .callMethodWhere(describe("an error code of MongoDB is read",
                    call -> call.getTargetOwner().isAssignableTo("com.mongodb.MongoException")
                            && call.getName().equals("getCode")))
            .orShould().dependOnClassesThat().haveNameMatching("com\\.mongodb\\.Mongo(Command|Server)Exception");

    private ArchitectureRules() {}
}
