package dev.nudge.standalone.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.standalone.acceptance.Client;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** An automation is built, tried out and switched on. */
@WithDemoConsole
class BuilderTest {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");
    private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");

    @Test
    void a_new_admin_automates_no_answer_in_24_hours(DemoConsole console) {
        Browser browser = console.browser();
        String name = "No answer in 24 h";
        browser.openAs(DemoUser.MARIA, "/automations");
        browser.click(Role.LINK, "New automation");
        browser.type("Name", name);
        browser.enter("in the status", "New lead", Keys.ENTER);
        browser.search("Template", "no-answer", "Create template “no-answer”");
        browser.type("Text", "Hi {{firstName}}, may we call you today?");
        browser.click(Role.BUTTON, "Create template");
        browser.awaitNone(Role.DIALOG);

        browser.click(Role.RADIO, "Another lead");
        browser.search("Time zone", "Tokyo", "Asia/Tokyo");
        browser.await("the simulated follow-up in the lead's zone", () -> {
            String simulation = browser.text(Role.REGION, "Simulation");
            return simulation.contains("Hi Bob, may we call you today?") && simulation.contains(" in Tokyo")
                    && !simulation.contains(" in Los Angeles");
        });
        assertThatItFiresADayLater(browser.find(Role.REGION, "Simulation"));

        browser.click(Role.SWITCH, "On for my leads");
        browser.click(Role.BUTTON, "Save automation");
        browser.awaitAddress(address -> address.matches("automations/(?!new).+"));
        String id = browser.address().substring("automations/".length());
        assertThat(isOn(console.maria(), id)).as("on before it is switched on").isFalse();

        browser.click(Role.LINK, "Automations");
        browser.click(Role.SWITCH, "“" + name + "” is on for my leads");
        browser.await("the switch to be on",
                () -> browser.find(Role.SWITCH, "“" + name + "” is on for my leads").isSelected());
        browser.await("the automation to be on", () -> isOn(console.maria(), id));
    }

    /** The last instant is shown on the clocks of the viewer and of the lead. */
    private static void assertThatItFiresADayLater(WebElement simulation) {
        List<Instant> instants = simulation.findElements(By.cssSelector("li time")).stream()
                .map(time -> Instant.parse(Objects.requireNonNull(time.getDomAttribute("datetime")))).toList();
        Instant last = instants.getLast();
        assertThat(Duration.between(instants.getFirst(), last)).isEqualTo(Duration.ofHours(24));
        assertThat(simulation.getText())
                .contains(LocalTime.ofInstant(last, ZoneId.of(Browser.ZONE)).format(TIME))
                .contains(LocalTime.ofInstant(last, TOKYO).format(TIME) + " in Tokyo")
                .contains("SMS to the lead, +14155550100");
    }

    private static boolean isOn(Client maria, String id) {
        Map<String, @Nullable Object> automation = maria.get("/api/automations/" + id);
        return Boolean.TRUE.equals(automation.get("enabled"));
    }

    @Test
    void the_builder_is_used_with_keys_alone(DemoConsole console) {
        Browser browser = console.browser();
        browser.wide();
        browser.forgetUser();
        browser.open("/automations/new");
        browser.find(Role.BUTTON, DemoUser.MARIA.label());
        browser.tabTo(DemoUser.MARIA.label());
        browser.press(Keys.ENTER);
        browser.find(Role.HEADING, "New automation");

        browser.tabTo("Name");
        browser.press("By keys alone");
        browser.tabTo("in the status");
        browser.press("New lead", Keys.ENTER);
        browser.tabTo("Delay");
        browser.pressWith(Keys.CONTROL, "a");
        browser.press("36");
        browser.tabTo("Add condition");
        browser.press(Keys.ENTER);
        browser.find(Role.TEXT_BOX, "Value");
        browser.tabBackTo("Value");
        browser.press("New lead");
        browser.tabTo("Only at certain hours");
        browser.press(Keys.SPACE);
        browser.find(Role.TEXT_BOX, "Until");
        browser.tabTo("Template");
        browser.press("birth");
        browser.find(Role.OPTION, "birthday");
        browser.press(Keys.ARROW_DOWN, Keys.ENTER);
        browser.await("the simulation", () -> browser.text(Role.REGION, "Simulation").contains(" UTC"));
        browser.tabBackTo("Save automation");
        browser.press(Keys.ENTER);

        browser.awaitAddress(address -> address.matches("automations/(?!new).+"));
        String id = browser.address().substring("automations/".length());
        assertThat(console.maria().get("/api/automations/" + id).toString()).contains("name=By keys alone", "delay=36",
                "value=New lead", "start=09:00", "template=birthday");
    }
}
