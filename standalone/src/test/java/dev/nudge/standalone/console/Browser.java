package dev.nudge.standalone.console;

import dev.nudge.patience.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.openqa.selenium.By;
import org.openqa.selenium.ElementNotInteractableException;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NoAlertPresentException;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A browser without a window. Controls are found as users find them: by their role and accessible name. */
final class Browser implements AutoCloseable {

    /** Of the person at the browser, unlike those of most leads. */
    static final String ZONE = "Europe/Lisbon";

    private static final Duration TIMEOUT = Patience.allowedFor(Duration.ofSeconds(10));
    private static final int MAX_TABS = 100;
    private static final Duration POLL = Duration.ofMillis(50);

    /** Elements that are not invisible and of which a text that could name them contains the name. */
    private static final String CANDIDATES = """
            const [selector, name] = arguments;
            const plain = text => (text ?? '').replace(/\\s+/g, '');
            const texts = element => [element.textContent, element.getAttribute('aria-label'), element.title,
              ...[...(element.labels ?? [])].map(label => label.textContent),
              ...(element.getAttribute('aria-labelledby') ?? '').split(' ')
                .map(id => document.getElementById(id)?.textContent)];
            return [...document.querySelectorAll(selector)].filter(element =>
              element.checkVisibility({ visibilityProperty: true })
              && texts(element).some(text => plain(text).includes(plain(name))));""";

    /** Whether a screen shows all that it loads, and nothing moves. */
    private static final String IS_COMPLETE = """
            return document.querySelector('h1') !== null && document.querySelector('[aria-busy=true],'
              + '[class*=Skeleton-root], [class*=Loader-root]') === null
              && document.getAnimations().every(({ playState }) => playState !== 'running');""";

    private final ChromeDriver driver;
    private final URI server;

    Browser(Programs programs, URI server) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(programs.chromium().toFile());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--lang=en",
                "--force-prefers-reduced-motion", "--hide-scrollbars");
        this.driver = new ChromeDriver(
                new ChromeDriverService.Builder().usingDriverExecutable(programs.driver().toFile()).build(), options);
        this.server = server;
        driver.executeCdpCommand("Emulation.setTimezoneOverride", Map.of("timezoneId", ZONE));
    }

    ChromeDriver driver() {
        return driver;
    }

    /** Opens an address as someone who has to sign in first, in a wide, light window. */
    void openAs(DemoUser user, String path) {
        wide();
        forgetUser();
        theme("light");
        open(path);
        click(Role.BUTTON, user.label());
        awaitAddress(address -> !address.startsWith("sign-in"));
        awaitComplete();
    }

    /** Signs out as closing the window does. */
    void forgetUser() {
        driver.get(server.resolve("/icon.svg").toString());
        script("sessionStorage.clear(); localStorage.clear();");
    }

    void open(String path) {
        driver.get(server.resolve(path).toString());
    }

    void reload() {
        driver.navigate().refresh();
        awaitComplete();
    }

    /** The path and the query of the address. */
    String address() {
        return server.relativize(URI.create(Objects.requireNonNull(driver.getCurrentUrl()))).toString();
    }

    void awaitAddress(Predicate<String> expected) {
        await("address", () -> expected.test(address()));
    }

    void awaitComplete() {
        await("the screen to be complete", () -> Boolean.TRUE.equals(script(IS_COMPLETE)));
    }

    /** Waits until the page shows a text. */
    void awaitText(String text) {
        await("the text \"" + text + "\"", () -> text().contains(text));
    }

    void awaitNone(Role role) {
        await("no " + role, () -> candidates(role, "").isEmpty());
    }

    /** Loads all pages of a list. */
    void loadAll() {
        while (has(Role.BUTTON, "Load more")) {
            click(Role.BUTTON, "Load more");
            awaitComplete();
        }
    }

    void awaitNoText(String text) {
        await("no text \"" + text + "\"", () -> !text().contains(text));
    }

    /** All that the page shows. */
    String text() {
        return String.valueOf(script("return document.body.innerText;"));
    }

    /** What a part of the page shows. */
    String text(Role role, String name) {
        return find(role, name).getText();
    }

    /** What the rows of a table show. */
    List<String> rows(String table) {
        return find(Role.TABLE, table).findElements(By.cssSelector("tbody tr")).stream()
                .map(row -> String.valueOf(row.getDomProperty("innerText"))).toList();
    }

    WebElement find(Role role, String name) {
        await(role + " \"" + name + "\"", () -> now(role, name, name::equals).isPresent());
        return now(role, name, name::equals).orElseThrow();
    }

    /** Empty while there is none. */
    private Optional<WebElement> now(Role role, String text, Predicate<String> isMeant) {
        return candidates(role, text).stream().filter(candidate -> isMeant.test(nameOf(candidate))).findFirst();
    }

    private static String nameOf(WebElement element) {
        try {
            return Objects.requireNonNullElse(element.getAccessibleName(), "").strip();
        } catch (StaleElementReferenceException replaced) {
            return ""; // the page has changed since it was found
        }
    }

    boolean has(Role role, String name) {
        return now(role, name, name::equals).isPresent();
    }

    /** The elements with a role of which a text contains another one. */
    @SuppressWarnings("unchecked") // what the script returns
    List<WebElement> candidates(Role role, String text) {
        return (List<WebElement>) Objects.requireNonNull(script(CANDIDATES, role.selector(), text));
    }

    void click(Role role, String name) {
        act(role, name, name::equals, WebElement::click);
    }

    /** Clicks the first one whose name begins so. */
    void clickFirst(Role role, String beginning) {
        act(role, beginning, name -> name.startsWith(beginning), WebElement::click);
    }

    /** Replaces what a text box contains. */
    void type(String name, String text) {
        act(Role.TEXT_BOX, name, name::equals,
                box -> box.sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.BACK_SPACE, text));
    }

    /** Chooses from a list, or from what a list offers for a text. */
    void choose(String comboBox, String option) {
        click(Role.COMBO_BOX, comboBox);
        click(Role.OPTION, option);
    }

    void search(String comboBox, String text, String option) {
        act(Role.COMBO_BOX, comboBox, comboBox::equals, box -> {
            box.click();
            box.sendKeys(Keys.chord(Keys.CONTROL, "a"), text);
        });
        click(Role.OPTION, option);
    }

    /** Presses keys in a combo box. */
    void enter(String comboBox, CharSequence... keys) {
        act(Role.COMBO_BOX, comboBox, comboBox::equals, box -> box.sendKeys(keys));
    }

    private void act(Role role, String text, Predicate<String> isMeant, Consumer<WebElement> action) {
        await(role + " \"" + text + "\" to be usable", () -> {
            Optional<WebElement> found = now(role, text, isMeant).filter(WebElement::isEnabled);
            found.map(element -> role.isClickedByLabel() ? labelOf(element) : element).ifPresent(action);
            return found.isPresent();
        });
    }

    private WebElement labelOf(WebElement control) {
        return (WebElement) Objects.requireNonNull(script("return arguments[0].labels[0];", control));
    }

    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    void pressWith(Keys modifier, CharSequence key) {
        new Actions(driver).keyDown(modifier).sendKeys(key).keyUp(modifier).perform();
    }

    /** Goes on with the tab key until a control has the focus whose name begins so. */
    void tabTo(String name) {
        tabUntil(name, false);
    }

    void tabBackTo(String name) {
        tabUntil(name, true);
    }

    private void tabUntil(String name, boolean back) {
        List<String> passed = new ArrayList<>();
        for (String focused = focused(); !focused.startsWith(name); focused = focused()) {
            passed.add(focused);
            if (passed.size() > MAX_TABS) {
                throw new AssertionError("Expected the focus to come to \"" + name + "\" but it came to " + passed);
            }
            if (back) {
                pressWith(Keys.SHIFT, Keys.TAB);
            } else {
                press(Keys.TAB);
            }
        }
    }

    /** The accessible name of what has the focus. */
    private String focused() {
        return nameOf(driver.switchTo().activeElement());
    }

    void await(String what, Condition condition) {
        new WebDriverWait(driver, TIMEOUT, POLL)
                .withMessage(() -> "Expected " + what + " at " + address() + ": " + text())
                .ignoring(StaleElementReferenceException.class, NoSuchElementException.class)
                .ignoring(ElementNotInteractableException.class).until(_ -> condition.holds());
    }

    /** Something to wait for. */
    interface Condition {

        boolean holds();
    }

    Object script(String script, Object... arguments) {
        return Objects.requireNonNullElse(driver.executeScript(script, arguments), "");
    }

    int count(String selector) {
        return driver.findElements(By.cssSelector(selector)).size();
    }

    void wide() {
        size(1440, 900);
    }

    void size(int width, int height) {
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    void awaitNoScrollingSideways() {
        awaitComplete();
        await("the screen to fit",
                () -> Boolean.TRUE.equals(script("return document.documentElement.scrollWidth <= innerWidth;")));
    }

    void theme(String theme) {
        driver.executeCdpCommand("Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme),
                        Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
        await("the theme", () -> driver.getCurrentUrl() == null || count("[data-mantine-color-scheme]") == 0
                || count("[data-mantine-color-scheme=" + theme + "]") == 1);
    }

    void screenshot(Path file) {
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    /** Whether a script has opened a dialog of the browser. */
    boolean hasAlert() {
        try {
            driver.switchTo().alert();
            return true;
        } catch (NoAlertPresentException none) {
            return false;
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
