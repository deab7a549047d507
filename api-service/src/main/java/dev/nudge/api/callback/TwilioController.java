package dev.nudge.api.callback;

import dev.nudge.address.AddressKind;
import dev.nudge.api.callback.Signatures.SignedForm;
import dev.nudge.api.inbound.InboundMessage;
import dev.nudge.api.inbound.InboundMessages;
import dev.nudge.api.ratelimit.CallbackRate;
import dev.nudge.api.web.Form;
import dev.nudge.api.web.ProblemException;
import dev.nudge.event.ExternalId;
import dev.nudge.json.Json;
import dev.nudge.json.Violation;
import dev.nudge.message.DeliveryReport;
import dev.nudge.message.MessageState;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /callbacks/twilio}: what became of a message, and messages that come in, as Twilio posts them. */
@RestController
@RequestMapping(path = "/callbacks/twilio/{organizationId}", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
final class TwilioController {

    /** Twilio's code of a recipient who has sent STOP to it. */
    private static final String OPTED_OUT = "21610";
    private static final String WHATSAPP = "whatsapp:";
    private static final int MAX_CODE_LENGTH = 100;
    private static final int MAX_TEXT_LENGTH = 1_000;
    private static final int MOST_ATTACHMENTS = 100;
    /** Twilio's own markup, TwiML: no answer to the sender. */
    private static final String NO_ANSWER = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>";

    private final Signatures signatures;
    private final CallbackRate rate;
    private final DeliveryReports reports;
    private final InboundMessages inbound;
    private final InstantSource clock;

    TwilioController(Signatures signatures, CallbackRate rate, DeliveryReports reports, InboundMessages inbound,
            @Qualifier("apiClock") InstantSource clock) {
        this.signatures = signatures;
        this.rate = rate;
        this.reports = reports;
        this.inbound = inbound;
        this.clock = clock;
    }

    /** States before {@code sent} are answered, and say nothing that delivery does not know. */
    @PostMapping("/status")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void status(@PathVariable String organizationId, HttpServletRequest request, HttpServletResponse response) {
        SignedForm signed = signatures.ofTwilio(request);
        rate.take(organizationId, response);
        String messageId = id(signed.query(), "message");
        String leadId = id(signed.query(), "lead");
        state(signed.body())
                .ifPresent(state -> reports.append(DeliveryReport.ofProvider(organizationId, messageId, leadId,
                        signed.provider(), sid(signed.body()).orElse(null), state,
                        cut(signed.body().text("ErrorCode"), MAX_CODE_LENGTH),
                        cut(signed.body().text("ErrorMessage"), MAX_TEXT_LENGTH), clock.instant())));
    }

    @PostMapping("/inbound")
    ResponseEntity<String> inbound(@PathVariable String organizationId, HttpServletRequest request,
            HttpServletResponse response) {
        SignedForm signed = signatures.ofTwilio(request);
        rate.take(organizationId, response);
        inbound.receive(message(organizationId, signed.body()));
        return ResponseEntity.ok().contentType(MediaType.TEXT_XML).body(NO_ANSWER);
    }

    private static InboundMessage message(String organizationId, Form form) {
        String from = form.requiredText("From");
        String sid = sid(form).orElseGet(() -> form.requiredText("MessageSid"));
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("channel", from.toLowerCase(Locale.ROOT).startsWith(WHATSAPP) ? "whatsapp" : "sms");
        data.put("body", form.text("Body").orElse(""));
        data.put("to", form.text("To").orElse(null));
        data.put("providerId", sid);
        form.text("OptOutType").ifPresent(type -> data.put("optOutType", type));
        List<String> attachments = attachments(form);
        if (!attachments.isEmpty()) {
            data.put("attachments", attachments);
        }
        return new InboundMessage(organizationId, checked("MessageSid", "twilio-" + sid), AddressKind.PHONE, from, null,
                data);
    }

    private static List<String> attachments(Form form) {
        List<String> attachments = new ArrayList<>();
        for (int i = 0; i < MOST_ATTACHMENTS; i++) {
            form.text("MediaUrl" + i).ifPresent(attachments::add);
        }
        return attachments;
    }

    private static Optional<MessageState> state(Form form) {
        return switch (form.text("MessageStatus").or(() -> form.text("SmsStatus")).orElse("")
                .toLowerCase(Locale.ROOT)) {
            case "sent" -> Optional.of(MessageState.SENT);
            case "delivered", "read" -> Optional.of(MessageState.DELIVERED);
            case "undelivered", "failed" -> Optional.of(
                    form.text("ErrorCode").filter(OPTED_OUT::equals).isPresent()
                            ? MessageState.OPTED_OUT
                            : MessageState.FAILED);
            default -> Optional.empty();
        };
    }

    private static Optional<String> sid(Form form) {
        return form.text("MessageSid").or(() -> form.text("SmsSid"));
    }

    private static String id(Form form, String name) {
        return checked(name, form.requiredText(name));
    }

    private static String checked(String name, String id) {
        if (!ExternalId.isValid(id)) {
            throw ProblemException.invalid("/" + name, Violation.FORMAT,
                    "Expected an id of " + ExternalId.RULE + " in \"" + name + "\".");
        }
        return id;
    }

    private static @Nullable String cut(Optional<String> text, int length) {
        return text.map(known -> Json.cut(known, length)).orElse(null);
    }
}
