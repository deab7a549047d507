package dev.nudge.api.unsubscribe;

import dev.nudge.api.ratelimit.CallbackRate;
import dev.nudge.api.suppression.SuppressionChanges;
import dev.nudge.api.web.RequestBody;
import dev.nudge.infrastructure.unsubscribe.UnsubscribeLinks;
import dev.nudge.infrastructure.unsubscribe.Unsubscription;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /unsubscribe}: a POST, of a mail client (RFC 8058) or of the page's button, ends messages to the address. Its
 * body says nothing more and is not looked at. A GET shows the page and changes nothing, because programs that check
 * links send it.
 */
@RestController
@RequestMapping("/unsubscribe/{signed}")
final class UnsubscribeController {

    private static final Logger LOG = LoggerFactory.getLogger(UnsubscribeController.class);
    private static final int MAX_BODY_BYTES = 64 * 1024;

    private final UnsubscribeLinks links;
    private final SuppressionChanges changes;
    private final CallbackRate rate;

    UnsubscribeController(@Qualifier("apiUnsubscribeLinks") UnsubscribeLinks links, SuppressionChanges changes,
            CallbackRate rate) {
        this.links = links;
        this.changes = changes;
        this.rate = rate;
    }

    @GetMapping
    ResponseEntity<String> ask(@PathVariable String signed) {
        return links.verify(signed).map(Unsubscription::address).map(UnsubscribePage::question)
                .orElseGet(UnsubscribePage::unknown);
    }

    @PostMapping
    ResponseEntity<String> unsubscribe(@PathVariable String signed, HttpServletRequest request,
            HttpServletResponse response) {
        Optional<Unsubscription> found = links.verify(signed);
        if (found.isEmpty()) {
            return UnsubscribePage.unknown();
        }
        RequestBody.read(request, MAX_BODY_BYTES);
        Unsubscription unsubscription = found.get();
        rate.take(signed, response);
        changes.optOut(unsubscription.organizationId(), unsubscription.leadId(), unsubscription.address());
        LOG.info("A person of {} unsubscribed by a link", unsubscription.organizationId());
        return UnsubscribePage.done(unsubscription.address());
    }
}
