package dev.nudge.api.console;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The same page at each address of the console, which shows the screen itself; and how to sign in. */
@RestController
final class ConsoleController {

    private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");

    private final ConsolePage page;
    private final SignIn signIn;

    ConsoleController(ConsolePage page, SignIn signIn) {
        this.page = page;
        this.signIn = signIn;
    }

    @GetMapping({"/", "/sign-in/**", "/automations/**", "/leads/**", "/decisions/**", "/messages/**", "/templates/**",
            "/dead-letters/**", "/settings/**"})
    ResponseEntity<String> page(HttpServletRequest request) {
        return ResponseEntity.ok().contentType(HTML).cacheControl(CacheControl.noStore()).body(page.html(request));
    }

    @GetMapping("/console-config.json")
    ResponseEntity<Map<String, String>> configuration() {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).cacheControl(CacheControl.noStore())
                .body(signIn.toJson());
    }
}
