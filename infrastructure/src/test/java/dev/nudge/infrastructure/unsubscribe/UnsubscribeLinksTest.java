package dev.nudge.infrastructure.unsubscribe;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.nudge.address.Address;
import dev.nudge.address.AddressKind;
import dev.nudge.infrastructure.mongo.MongoSettings;
import dev.nudge.testsupport.TestDatabase;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Links are valid for all services of a database, and for no other. */
class UnsubscribeLinksTest {

    private static final URI PUBLIC_URL = URI.create("https://nudge.example.com/crm");
    private static final List<Unsubscription> SUBJECTS = List.of(
            new Unsubscription("acme", "lead-7", Address.ofNormalised(AddressKind.EMAIL, "Ana@Example.com")),
            new Unsubscription("acme", "lead/\uD83D\uDE00\"", Address.ofNormalised(AddressKind.PHONE, "+14155550100")));

    @TempDir
    Path directory;

    @Test
    void links_are_valid_for_every_service_of_the_database(TestInfo test) {
        try (TestDatabase database = TestDatabase.startFor(test, directory)) {
            MongoDatabase shared = MongoSettings.apply(database.database(), Duration.ofSeconds(30));

            Set<Optional<Unsubscription>> verified = IntStream.range(0, 8).parallel()
                    .mapToObj(_ -> new UnsubscribeLinks(shared).link(PUBLIC_URL, SUBJECTS.getFirst())).distinct()
                    .map(link -> new UnsubscribeLinks(shared).verify(signed(link))).collect(Collectors.toSet());

            assertThat(verified).containsExactly(Optional.of(SUBJECTS.getFirst()));
            UnsubscribeLinks links = new UnsubscribeLinks(shared);
            for (Unsubscription subject : SUBJECTS) {
                URI link = links.link(PUBLIC_URL, subject);
                assertThat(link.toString()).matches("https://nudge\\.example\\.com/crm/unsubscribe/[A-Za-z0-9_-]+");
                assertThat(links.verify(signed(link))).contains(subject);
            }
            String before = signed(links.link(PUBLIC_URL, SUBJECTS.getFirst()));
            shared.getCollection("signingKeys").deleteMany(new Document());
            assertThat(new UnsubscribeLinks(shared).verify(before)).as("of another key").isEmpty();
        }
    }

    private static String signed(URI link) {
        return link.toString().substring((PUBLIC_URL + "/unsubscribe/").length());
    }
}
