package dev.nudge.standalone.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each screen is accessible, fits into narrow windows, and leaves screenshots. */
@WithDemoConsole
class EveryScreenTest {

    private static final Path SCREENSHOTS = Path.of("../console/target/screenshots");
    private static final List<String> WCAG_AA = List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa");

    /** The only rules that depend on the theme. */
    private static final List<String> OF_COLOURS = List.of("color-contrast", "link-in-text-block");
    private static final List<String> THEMES = List.of("light", "dark");

    /** A screen with its address; {@code %s} stands for the id of an automation. */
    enum Screen {

        SIGN_IN("/sign-in"),
        HOME("/?range=week"),
        AUTOMATIONS("/automations"),
        NEW_AUTOMATION("/automations/new"),
        BUILDER("/automations/%s"),
        LEADS("/leads?find=lead-01"),
        LEAD("/leads/lead-003"),
        DECISIONS("/decisions"),
        MESSAGES("/messages"),
        DEAD_LETTERS("/dead-letters"),
        TEMPLATES("/templates"),
        TEMPLATE("/templates/welcome-email"),
        ORGANIZATION("/settings/organization"),
        SUPPRESSIONS("/settings/organization/suppressions"),
        UNMATCHED_MESSAGES("/settings/organization/unmatched-messages"),
        PROFILE("/settings/profile");

        private final String path;

        Screen(String path) {
            this.path = path;
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_screen_is_accessible_in_both_themes(Screen screen, DemoConsole console) {
        Browser browser = console.browser();
        if (screen == Screen.SIGN_IN) {
            browser.forgetUser();
            browser.open(screen.path);
        } else {
            browser.openAs(DemoUser.MARIA, screen.path.formatted(console.automation("Follow-up after 24h")));
        }
        browser.awaitComplete();
        if (screen == Screen.BUILDER) {
            browser.click(Role.RADIO, "Another lead");
            browser.await("the simulation for a lead in another zone",
                    () -> browser.text(Role.REGION, "Simulation").contains("in Los Angeles"));
            browser.awaitComplete();
        }
        for (String theme : THEMES) {
            browser.theme(theme);
            browser.screenshot(file(screen, theme, 1440));
            AxeBuilder axe = new AxeBuilder().disableIframeTesting();
            assertThat(violations(theme.equals("light") ? axe.withTags(WCAG_AA) : axe.withRules(OF_COLOURS), browser))
                    .as(screen + " in " + theme).isEmpty();
        }
        browser.size(390, 844);
        for (String theme : THEMES) {
            browser.theme(theme);
            browser.awaitNoScrollingSideways();
            browser.screenshot(file(screen, theme, 390));
        }
    }

    private static Path file(Screen screen, String theme, int width) {
        return SCREENSHOTS.resolve("%s-%s-%d.png".formatted(screen.name().toLowerCase(Locale.ROOT)
                .replace('_', '-'), theme, width));
    }

    private static List<String> violations(AxeBuilder axe, Browser browser) {
        return axe.analyze(browser.driver()).getViolations().stream().map(EveryScreenTest::described).toList();
    }

    private static String described(Rule rule) {
        return rule.getId() + ": " + rule.getHelp() + ": "
                + rule.getNodes().stream().map(node -> node.getHtml() + " " + node.getFailureSummary()).toList();
    }
}
