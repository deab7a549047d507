package dev.nudge.api.unsubscribe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.Topics;
import dev.nudge.address.Address;
import dev.nudge.address.AddressKind;
import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.TestProviders;
import dev.nudge.api.support.Topic;
import dev.nudge.infrastructure.unsubscribe.UnsubscribeLinks;
import dev.nudge.infrastructure.unsubscribe.Unsubscription;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

/** One click in a mail client, or the button of a page, ends messages to an address (RFC 8058, F4). */
@ApiTest
class UnsubscribeTest {

    private static final String ADDRESS = "Ana+x@Example.com";
    private static final String KEY = "email:ana+x@example.com";

    private final String organization = Api.newOrganization();
    private final MongoTemplate store;
    private final Client anyone;
    private final Client ada;
    private final String link;

    UnsubscribeTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.store = store;
        this.anyone = api.anonymous();
        this.ada = api.admin("ada", organization);
        this.link = link("lead-1");
    }

    /** As another service makes it, for the same database. */
    private String link(String leadId) {
        return new UnsubscribeLinks(store.getDb()).link(URI.create(TestProviders.PUBLIC_URL), new Unsubscription(
                organization, leadId, Address.of(AddressKind.EMAIL, ADDRESS, null).orElseThrow())).toString()
                .substring(TestProviders.PUBLIC_URL.length());
    }

    private void lead(String id, String email) {
        store.getCollection("leads").insertOne(new Document("_id", organization + ":" + id)
                .append("organizationId", organization).append("leadId", id)
                .append("createdAt", Date.from(Instant.EPOCH)).append("lastNow", Date.from(Instant.EPOCH))
                .append("attributes", new Document("email", email)).append("addresses",
                        List.of("email:" + email.toLowerCase(Locale.ROOT))));
    }

    private Answer oneClick() {
        return anyone.with("Content-Type", "application/x-www-form-urlencoded").send("POST", link,
                BodyPublishers.ofString("List-Unsubscribe=One-Click"));
    }

    private List<Map<String, @Nullable Object>> events() {
        try (Topic topic = new Topic(Topics.LEAD_EVENTS)) {
            return topic.of(organization);
        }
    }

    private @Nullable Document suppression() {
        return store.getCollection("suppressions").find(new Document("_id", organization + ":" + KEY)).first();
    }

    @Test
    void the_request_of_a_mail_client_opts_out_every_lead_with_the_address_as_the_person() {
        lead("lead-1", ADDRESS);
        lead("lead-2", "ana+x@example.com");
        lead("lead-3", "ana@example.com");

        Answer done = oneClick().is(200);

        assertThat(done.text()).contains("You are unsubscribed", "Ana+x@Example.com");
        assertThat(suppression()).containsEntry("suppressed", true).containsEntry("source", "LEAD")
                .containsEntry("by", null);
        assertThat(events()).hasSize(2).allSatisfy(event -> assertThat(event).containsEntry("type", "lead.opted_out")
                .containsEntry("data", Map.of("channel", "email", "address", ADDRESS)))
                .extracting(event -> event.get("leadId")).containsExactlyInAnyOrder("lead-1", "lead-2");
    }

    @Test
    void it_works_again_and_stays_the_persons() {
        oneClick().is(200);
        oneClick().is(200);

        assertThat(suppression()).containsEntry("suppressed", true);
        assertThat(ada.delete("/api/suppressions/email/ana+x@example.com")
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactly("/reason");
        ada.delete("/api/suppressions/email/ana+x@example.com?reason=asked").is(200);
        oneClick().is(200);
        assertThat(suppression()).containsEntry("suppressed", true);
    }

    @Test
    void the_lead_that_was_written_to_is_opted_out_whatever_its_address_is_now() {
        lead("lead-1", "new@example.com");

        oneClick().is(200);

        assertThat(events()).singleElement().satisfies(event -> assertThat(event).containsEntry("leadId", "lead-1"));
    }

    @Test
    void a_deleted_lead_is_not_created_again() {
        lead("lead-1", ADDRESS);
        store.getCollection("leads").updateOne(new Document("_id", organization + ":lead-1"),
                new Document("$set", new Document("removal", new Document("occurredAt", Date.from(Instant.now()))
                        .append("at", Date.from(Instant.now())).append("mergedInto", null))
                        .append("addresses", List.of())
                        .append("attributes", new Document())));

        oneClick().is(200);

        assertThat(events()).isEmpty();
        assertThat(suppression()).containsEntry("suppressed", true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipart/form-data; boundary=b", "multipart/form-data", "text/plain", "application/json"})
    void other_forms_of_the_body_count_too(String type) {
        anyone.with("Content-Type", type).send("POST", link, BodyPublishers.ofString(
                "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n"))
                .is(200);

        assertThat(suppression()).containsEntry("suppressed", true);
    }

    @Test
    void an_empty_body_counts_too() {
        anyone.without("Content-Type").send("POST", link, BodyPublishers.noBody()).is(200);

        assertThat(suppression()).containsEntry("suppressed", true);
    }

    @Test
    void a_program_that_checks_links_does_not_unsubscribe() {
        lead("lead-1", ADDRESS);

        Answer page = anyone.with("Accept", "text/html").get(link).is(200);
        anyone.send("HEAD", link, BodyPublishers.noBody()).is(200);
        anyone.send("OPTIONS", link, BodyPublishers.noBody()).is(200);
        anyone.get(link + "?utm_source=mail").is(200);

        assertThat(page.text()).contains("<form method=\"post\">", "Ana+x@Example.com").doesNotContain("<script");
        assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(page.header("Cache-Control")).isEqualTo("no-store");
        assertThat(page.header("X-Robots-Tag")).isEqualTo("noindex");
        assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'", "form-action 'self'");
        assertThat(page.header("Set-Cookie")).isNull();
        assertThat(events()).isEmpty();
        assertThat(suppression()).isNull();
    }

    @Test
    void a_link_that_was_changed_is_not_valid() {
        String signed = link.substring("/unsubscribe/".length());
        for (String wrong : List.of("A", "nothing", "a.b", "%C3%A9", signed.substring(1), signed + "AAAA",
                (signed.startsWith("A") ? "B" : "A") + signed.substring(1),
                link("lead-2").substring("/unsubscribe/".length()).substring(0, 43) + signed.substring(43))) {
            assertThat(anyone.get("/unsubscribe/" + wrong).is(404).text()).contains("This link is not valid");
            assertThat(anyone.send("POST", "/unsubscribe/" + wrong, BodyPublishers.noBody()).is(404).text())
                    .contains("Nothing was changed");
        }
        assertThat(suppression()).isNull();
    }

    @Test
    void a_large_body_is_refused() {
        anyone.send("POST", link, BodyPublishers.ofString("x".repeat(64 * 1024 + 1)))
                .isProblem(413, "urn:nudge:error:too-large");
    }
}
