package dev.nudge.standalone.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** One story of each other screen. */
@WithDemoConsole
class ScreensTest {

    private static final Pattern CODE = Pattern.compile("Code (.+)");

    @Test
    void a_link_to_a_screen_survives_the_sign_in_and_no_token_is_kept(DemoConsole console) {
        Browser browser = console.browser();
        browser.forgetUser();
        browser.open("/messages?state=EXPIRED&channel=sms");
        browser.find(Role.HEADING, "Sign in");
        assertThat(browser.address()).startsWith("sign-in");
        browser.click(Role.BUTTON, DemoUser.MARIA.label());
        browser.find(Role.HEADING, "Messages");
        assertThat(browser.address()).isEqualTo("messages?state=EXPIRED&channel=sms");
        assertThat(browser.script("return JSON.stringify([{ ...localStorage }, { ...sessionStorage }]);").toString())
                .doesNotContain("eyJ");
    }

    @Test
    void a_bar_of_the_home_screen_leads_to_what_it_counts(DemoConsole console) {
        Browser browser = console.browser();
        browser.openAs(DemoUser.MARIA, "/?range=week");
        WebElement bar = browser.find(Role.LIST, "Skipped decisions by reason").findElement(By.cssSelector("a"));
        String sentence = bar.findElement(By.cssSelector("span")).getText();
        bar.click();
        browser.find(Role.HEADING, "Decisions");
        assertThat(browser.address()).contains("outcome=SKIPPED", "reason=", "from=", "to=");
        browser.awaitComplete();
        assertThat(browser.rows("Decisions")).isNotEmpty().allSatisfy(row -> assertThat(row).contains(sentence));
    }

    @Test
    void decisions_are_filtered_and_the_address_keeps_the_filter(DemoConsole console) {
        Browser browser = console.browser();
        browser.openAs(DemoUser.ALICE, "/decisions");
        browser.choose("Outcome", "Skipped");
        browser.search("Reason", "Opted", "Opted out");
        browser.awaitAddress(address -> address.contains("outcome=SKIPPED") && address.contains("reason=OPTED_OUT"));
        browser.awaitComplete();
        browser.clickFirst(Role.BUTTON, "Why: Opted out, lead");
        browser.awaitAddress(address -> address.contains("open="));
        String opened = browser.address();

        browser.reload();
        assertThat(browser.address()).isEqualTo(opened);
        assertThat(browser.text(Role.DIALOG, "Why this was decided")).contains("Preference asked", "Opted out");
        assertThat(browser.rows("Decisions")).isNotEmpty().allSatisfy(row -> assertThat(row).contains("Skipped"));
    }

    @Test
    void messages_are_filtered(DemoConsole console) {
        Browser browser = console.browser();
        browser.openAs(DemoUser.ALICE, "/messages");
        browser.choose("Channel", "E-mail");
        browser.choose("State", "Sent");
        browser.awaitAddress(address -> address.equals("messages?channel=email&state=SENT"));
        browser.awaitComplete();
        assertThat(browser.rows("Messages")).isNotEmpty()
                .allSatisfy(row -> assertThat(row).contains("Sent", "E-mail"));
        assertThat(browser.has(Role.BUTTON, "Retry filtered messages…")).as("offered to a member").isFalse();
    }

    @Test
    void a_template_is_previewed_before_it_is_saved(DemoConsole console) {
        Browser browser = console.browser();
        browser.openAs(DemoUser.MARIA, "/templates");
        browser.click(Role.LINK, "missed-call");
        String text = "Hi {{firstName}}, this is our last question: are you still interested?";
        browser.type("Text", text);
        browser.await("the preview",
                () -> browser.text(Role.REGION, "Preview").contains(", this is our last question"));
        assertThat(browser.text(Role.REGION, "Preview")).doesNotContain("{{firstName}},");
        browser.click(Role.BUTTON, "Save template");
        browser.awaitText("“missed-call” was saved.");
        assertThat(console.maria().get("/api/templates/missed-call")).containsEntry("body", text);
    }

    @Test
    void quiet_hours_are_changed_and_put_back(DemoConsole console) {
        Browser browser = console.browser();
        browser.openAs(DemoUser.MARIA, "/settings/organization");
        browser.click(Role.BUTTON, "Add quiet hours");
        browser.type("From", "22:30");
        browser.type("Until", "6");
        browser.click(Role.BUTTON, "Save settings");
        browser.awaitText("Nothing was saved. Correct the marked fields.");
        browser.type("Until", "06:15");
        browser.click(Role.BUTTON, "Save settings");
        browser.awaitNoText("Your changes are not saved.");
        assertThat(console.maria().get("/api/organization").toString()).contains("start=22:30", "end=06:15");

        browser.reload();
        browser.click(Role.BUTTON, "Remove quiet hours 1");
        browser.click(Role.BUTTON, "Save settings");
        browser.awaitNoText("Your changes are not saved.");
        assertThat(console.maria().get("/api/organization").toString()).doesNotContain("22:30");
    }

    @Test
    void the_decision_behind_a_message_has_an_address(DemoConsole console) {
        Browser browser = console.browser();
        browser.openAs(DemoUser.MARIA, "/messages?state=SENT&channel=sms");
        browser.clickFirst(Role.BUTTON, "+");
        browser.click(Role.LINK, "Show why it was sent");
        browser.awaitAddress(address -> address.startsWith("decisions?open="));
        browser.reload();
        assertThat(browser.text(Role.DIALOG, "Why this was decided")).contains("Fired", "Preference asked");
        browser.open("/decisions?open=unknown");
        browser.awaitText("This decision is not stored");
    }

    @Test
    void lists_are_searched(DemoConsole console) {
        Browser browser = console.browser();
        browser.openAs(DemoUser.MARIA, "/templates");
        browser.type("Find", "welcome");
        browser.awaitAddress(address -> address.equals("templates?find=welcome"));
        browser.awaitComplete();
        assertThat(browser.rows("Templates")).isNotEmpty().allSatisfy(row -> assertThat(row).startsWith("welcome"));

        browser.open("/settings/organization/suppressions?kind=phone");
        browser.type("Find", "+1");
        browser.awaitAddress(address -> address.contains("find="));
        browser.awaitComplete();
        assertThat(browser.rows("Suppressed addresses")).isNotEmpty()
                .allSatisfy(row -> assertThat(row).startsWith("+1"));
    }

    @Test
    void messages_with_an_error_code_are_shown(DemoConsole console) {
        Browser browser = console.browser();
        browser.openAs(DemoUser.MARIA, "/messages?state=FAILED");
        browser.find(Role.TABLE, "Messages");
        String code = browser.rows("Messages").stream().map(CODE::matcher).filter(Matcher::find)
                .map(found -> found.group(1).strip()).findFirst().orElseThrow();
        browser.type("Provider’s code", code);
        String query = "messages?state=FAILED&code=" + URLEncoder.encode(code, StandardCharsets.UTF_8);
        browser.awaitAddress(query::equals);
        browser.awaitComplete();
        assertThat(browser.rows("Messages")).isNotEmpty()
                .allSatisfy(row -> assertThat(row).contains("Code " + code));
    }
}
