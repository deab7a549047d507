package dev.nudge.standalone.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.event.LeadEvent;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happened to a lead, and why. */
@WithDemoConsole
class LeadTest {

    private static final Map<String, Object> ATTRIBUTES = Map.of("ownerId", "maria", "status", "New lead", "firstName",
            "Nora", "phone", "+12125550198", "timezone", "America/New_York");

    @Test
    void the_timeline_moves_when_an_event_arrives(DemoConsole console) {
        Browser browser = console.browser();
        send(console, "live-1", "lead.created", "lead-live");
        browser.openAs(DemoUser.MARIA, "/leads");
        browser.open("/leads/lead-live");
        browser.find(Role.LIST, "Timeline");
        browser.script("window.wasNotReloaded = true;");

        console.maria().post("/api/events", Map.of("id", "live-2", "type", LeadEvent.MESSAGE_RECEIVED, "leadId",
                "lead-live", "data",
                Map.of("direction", "inbound", "channel", "sms", "body", "Is the heat pump still available?")));
        browser.awaitText("Is the heat pump still available?");
        browser.await("a follow-up that waits", () -> browser.text(Role.LIST, "Timeline").contains("Waiting"));
        browser.find(Role.HEADING, "This lead got nothing yet, and a follow-up waits");
        assertThat(browser.script("return window.wasNotReloaded;")).isEqualTo(true);
    }

    @Test
    void why_a_lead_got_nothing_is_a_condition_that_failed(DemoConsole console) {
        Browser browser = console.browser();
        send(console, "why-1", "lead.created", "lead-why");
        browser.openAs(DemoUser.MARIA, "/leads");
        browser.type("Find", "lead-why");
        browser.awaitAddress(address -> address.equals("leads?find=lead-why"));
        browser.awaitComplete();
        browser.click(Role.LINK, "Nora");
        browser.find(Role.HEADING, "Why this lead got nothing");
        browser.clickFirst(Role.BUTTON, "Why did “Welcome a new lead” decide this");
        assertThat(browser.text(Role.TABLE, "Conditions")).contains("interest", "has a value", "no value",
                "Not as expected");
        String opened = browser.address();
        browser.reload();
        assertThat(browser.text(Role.TABLE, "Conditions")).as("at " + opened).contains("Not as expected");
    }

    @Test
    void leads_are_found_by_name_and_those_that_wait_are_shown_by_when_they_are_due(DemoConsole console) {
        Browser browser = console.browser();
        send(console, "find-1", "lead.created", "lead-find");
        browser.openAs(DemoUser.MARIA, "/leads");
        browser.type("Find", "nora");
        browser.awaitAddress(address -> address.equals("leads?find=nora"));
        browser.awaitComplete();
        assertThat(browser.rows("Leads")).isNotEmpty().allSatisfy(row -> assertThat(row).contains("Nora"));
        browser.type("Find", "no one has this name");
        browser.awaitText("No lead matches");
        browser.click(Role.BUTTON, "Show all leads");

        browser.search("Status", "new LEAD", "New lead");
        browser.awaitAddress(address -> address.equals("leads?status=New+lead"));
        browser.choose("Show", "Waiting, due first");
        browser.awaitAddress(address -> address.contains("status=New+lead") && address.contains("show=waiting"));
        browser.reload();
        assertThat(browser.rows("Leads")).isNotEmpty()
                .allSatisfy(row -> assertThat(row).contains("New lead").doesNotContain("Not waiting"));
    }

    private static void send(DemoConsole console, String id, String type, String leadId) {
        console.maria().post("/api/events",
                Map.of("id", id, "type", type, "leadId", leadId, "data", Map.of(), "lead", ATTRIBUTES));
        console.awaitDecision(leadId);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/leads", "/leads/lead-030", "/leads/lead-050", "/leads/lead-090",
            "/messages?leadId=lead-030",
            "/messages?leadId=lead-050", "/decisions?leadId=lead-090", "/dead-letters",
            "/settings/organization/unmatched-messages"})
    void what_leads_write_is_text(String path, DemoConsole console) {
        Browser browser = console.browser();
        browser.openAs(DemoUser.MARIA, path);
        browser.loadAll();
        assertThat(browser.hasAlert()).isFalse();
        assertThat(browser.count("main b, main img, main script")).isZero();
    }

    @Test
    void names_with_markup_are_shown_as_they_are(DemoConsole console) {
        Browser browser = console.browser();
        browser.openAs(DemoUser.MARIA, "/leads?find=lead-0");
        browser.loadAll();
        assertThat(browser.text()).contains("<b>Bold</b>", "<img src=x onerror=alert(1)>",
                "Ana <script>alert(1)</script>");
        browser.open("/leads/lead-050");
        browser.awaitComplete();
        assertThat(browser.text()).contains("<img src=x onerror=alert(1)>");
    }
}
