package dev.nudge.api.suppression;

import dev.nudge.address.Address;
import dev.nudge.address.AddressKind;
import dev.nudge.api.lead.AddressChannel;
import dev.nudge.api.lead.LiftingReason;
import dev.nudge.api.security.Caller;
import dev.nudge.api.web.Cursor;
import dev.nudge.api.web.JsonBody;
import dev.nudge.api.web.NoRequestBody;
import dev.nudge.api.web.Page;
import dev.nudge.api.web.ProblemException;
import dev.nudge.api.web.Query;
import dev.nudge.infrastructure.suppression.Suppressions.Source;
import dev.nudge.json.Json;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Violation;
import dev.nudge.lead.Consent;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /api/suppressions}: the addresses to which nothing is sent, whichever lead has them (F4). Members read the
 * list and change it; lifting an opt-out that the person sent is for admins, who give a reason.
 */
@RestController
@RequestMapping("/api/suppressions")
final class SuppressionController {

    private static final Logger LOG = LoggerFactory.getLogger(SuppressionController.class);

    private static final Pattern SEPARATORS = Pattern.compile("[\\s()./-]+");

    private final SuppressionList list;
    private final SuppressionChanges changes;

    SuppressionController(SuppressionList list, SuppressionChanges changes) {
        this.list = list;
        this.changes = changes;
    }

    /** Ordered by kind and address. */
    @GetMapping
    Map<String, @Nullable Object> list(@AuthenticationPrincipal Caller caller, Query query) {
        query.allowOnly("limit", "cursor", "channel", "search");
        int limit = query.limit();
        Optional<AddressKind> kind = query.oneOf("channel", "phone", "email", "sms", "whatsapp")
                .flatMap(AddressChannel::find);
        String search = query.text("search").orElse("");
        String after = query.cursor(1, cursor -> Optional.of(cursor.keys().getFirst())).orElse("");
        query.check();
        SortedMap<String, String> starts = new TreeMap<>();
        String region = search.isEmpty() ? null : changes.region(caller);
        kind.map(Stream::of).orElse(Stream.of(AddressKind.values()))
                .forEach(each -> starts.put(each.json(), start(each, search, region)));
        Page<Document> page = Page.of(list.list(caller.organizationId(), starts, after, limit + 1), limit,
                last -> Cursor.at(SuppressionList.position(last)));
        return page.toJson(SuppressionList::toJson);
    }

    /** What the keys of the addresses that people look for begin with. */
    private static String start(AddressKind kind, String search, @Nullable String region) {
        return Address.of(kind, search, region).map(Address::key)
                .orElseGet(() -> switch (kind) {
                    case PHONE -> international(SEPARATORS.matcher(search).replaceAll(""));
                    case EMAIL -> search.strip().toLowerCase(Locale.ROOT);
                });
    }

    private static String international(String number) {
        return number.isEmpty() || !Character.isDigit(number.charAt(0)) ? number : "+" + number;
    }

    @PutMapping("/{channel}/{address}")
    Map<String, @Nullable Object> suppress(@AuthenticationPrincipal Caller caller, @PathVariable String channel,
            @PathVariable String address, Query query, InputStream body) {
        AddressKind kind = AddressChannel.kind(channel);
        query.allowOnly();
        query.check();
        NoRequestBody.require(body);
        Address normalised = normalised(caller, kind, address);
        int leads = changes.suppress(caller, List.of(normalised), Source.USER);
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("suppression", list.find(caller.organizationId(), normalised).filter(SuppressionList::isSuppressed)
                .map(SuppressionList::toJson)
                .orElseThrow(() -> ProblemException.conflict("The address was taken off the list at the same time.")));
        json.put("leads", leads);
        return json;
    }

    @DeleteMapping("/{channel}/{address}")
    Map<String, @Nullable Object> lift(@AuthenticationPrincipal Caller caller, @PathVariable String channel,
            @PathVariable String address, Query query, JsonBody body) {
        AddressKind kind = AddressChannel.kind(channel);
        Address normalised = normalised(caller, kind, address);
        Document entry = list.find(caller.organizationId(), normalised)
                .filter(known -> SuppressionList.isSuppressed(known)
                        || changes.anyLead(caller, normalised, Consent::optedOut)) // an interrupted request lifted it
                .orElseThrow(() -> ProblemException.notFound("suppression", Json.cut(address, 100)));
        boolean isOfPerson = SuppressionList.isSuppressed(entry) && Source.LEAD.name().equals(entry.getString("source"))
                || changes.anyLead(caller, normalised, Consent::isOptOutOfLead);
        Optional<String> reason = LiftingReason.read(caller, isOfPerson, query, body);
        int leads = changes.lift(caller, normalised, reason.orElse(null));
        LOG.info("{} of {} lifted a suppression of source {}", caller.userId(), caller.organizationId(),
                entry.getString("source"));
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("kind", kind.json());
        json.put("address", normalised.key());
        json.put("leads", leads);
        return json;
    }

    private Address normalised(Caller caller, AddressKind kind, String address) {
        return Address.of(kind, address, changes.region(caller)).orElseThrow(() -> ProblemException.invalid("",
                Violation.FORMAT, ImportFile.expected(kind) + " in the path but found " + JsonObject.typeOf(address)
                        + "."));
    }
}
