package dev.nudge.standalone.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What failed is corrected and tried again. */
@WithDemoConsole
class DeliveryTest {

    private static final Pattern COUNT = Pattern.compile("([\\d,]+ messages?) match");

    @Test
    void an_operator_corrects_and_replays_a_dead_letter(DemoConsole console) {
        Browser browser = console.browser();
        browser.openAs(DemoUser.OMAR, "/dead-letters");
        browser.clickFirst(Role.BUTTON, console.unreadableStatusChange() + ", ");
        browser.type("Value", """
                {"id":"crm-8810","type":"status_change","organizationId":"demo","leadId":"lead-012",\
                "data":{"from":"New lead","to":"Contacted"}}""");
        browser.click(Role.BUTTON, "Replay with my changes");
        browser.awaitText("The record was appended again.");
        browser.await("the record to be replayed", () -> browser.text(Role.TABLE, "Dead letters").contains("Replayed"));
        browser.openAs(DemoUser.MARIA, "/leads/lead-012");
        browser.awaitText("From New lead to Contacted");
    }

    @Test
    void an_admin_retries_failed_messages_after_seeing_how_many(DemoConsole console) {
        Browser browser = console.browser();
        browser.openAs(DemoUser.MARIA, "/messages");
        browser.choose("State", "Failed");
        browser.awaitAddress(address -> address.contains("state=FAILED"));
        browser.click(Role.BUTTON, "Retry filtered messages…");
        browser.await("their number", () -> COUNT.matcher(browser.text()).find());
        Matcher found = COUNT.matcher(browser.text());
        assertThat(found.find()).isTrue();
        browser.click(Role.BUTTON, "Retry " + found.group(1));
        browser.awaitText(found.group(1) + " will be tried again.");
    }
}
