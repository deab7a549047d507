package dev.nudge.lead;

import dev.nudge.Limits;
import dev.nudge.address.Address;
import dev.nudge.address.AddressKind;
import dev.nudge.automation.Channel;
import dev.nudge.automation.Organization;
import dev.nudge.event.Direction;
import dev.nudge.event.LeadEvent;
import dev.nudge.json.Json;
import dev.nudge.lead.OptOutText.Vocabulary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an event says about opting out or in: by the text of an inbound message, or as recorded by a user (F4, E11).
 *
 * @param isMessage whether the lead said it in a message
 * @param kinds of address that it is about
 * @param by the user who recorded it; null when the lead said it
 */
record OptOutReading(OptOutText text, boolean isMessage, Set<AddressKind> kinds, @Nullable String by) {

    private static final OptOutReading NONE = new OptOutReading(OptOutText.NONE, false, Set.of(), null);

    static OptOutReading of(LeadEvent event, Organization organization) {
        return switch (event.type()) {
            case LeadEvent.OPTED_OUT -> byUser(event, OptOutText.OPT_OUT);
            case LeadEvent.OPTED_IN -> byUser(event, OptOutText.OPT_IN);
            case LeadEvent.MESSAGE_RECEIVED -> event.direction() == Direction.OUTBOUND
                    ? NONE
                    : inMessage(event, organization);
            default -> NONE;
        };
    }

    private static OptOutReading byUser(LeadEvent event, OptOutText text) {
        String by = event.text("by");
        Set<AddressKind> kinds = "webhook".equals(event.channel()) ? Set.of() : kinds(event, text);
        return new OptOutReading(text, false, kinds, by == null ? null : Json.cut(by, Limits.MAX_ID_LENGTH));
    }

    private static OptOutReading inMessage(LeadEvent event, Organization organization) {
        OptOutText text = text(event, organization);
        return switch (text) {
            case OPT_OUT -> {
                Set<AddressKind> kinds = kinds(event, text);
                if (textsOf(event).stream().anyMatch(OptOutText::namesTexts)) {
                    kinds.add(AddressKind.PHONE);
                }
                yield new OptOutReading(text, true, kinds, null);
            }
            case OPT_IN -> event.isAutomatic() || event.direction() == Direction.UNKNOWN
                    ? NONE
                    : new OptOutReading(text, true, kinds(event, text), null);
            case PERHAPS, MENTIONED, NONE -> new OptOutReading(text, true, Set.of(), null);
        };
    }

    /** The type that a provider gives decides; otherwise the text with the most weight. */
    private static OptOutText text(LeadEvent event, Organization organization) {
        String type = event.text("optOutType");
        if (type != null) {
            switch (type.strip().toUpperCase(Locale.ROOT)) {
                case "STOP" -> {
                    return OptOutText.OPT_OUT;
                }
                case "START" -> {
                    return OptOutText.OPT_IN;
                }
                default -> {
                    // HELP, for example: the text decides
                }
            }
        }
        String channel = event.channel();
        Vocabulary vocabulary = Vocabulary.of(organization.optOutWords(), organization.optInWords(),
                channel != null && Channel.named(channel).isEmpty());
        OptOutText heaviest = OptOutText.NONE;
        for (String text : textsOf(event)) {
            OptOutText read = OptOutText.of(text, vocabulary);
            heaviest = read.compareTo(heaviest) < 0 ? read : heaviest;
        }
        return heaviest;
    }

    private static List<String> textsOf(LeadEvent event) {
        List<String> texts = new ArrayList<>(2);
        String body = event.body();
        if (body != null) {
            texts.add(body);
        }
        String subject = "email".equals(event.channel()) ? event.text("subject") : null;
        if (subject != null) {
            texts.add(subject);
        }
        return texts;
    }

    /** On a channel without an address of its own, an opt-out is about everything, and an opt-in about nothing. */
    private static Set<AddressKind> kinds(LeadEvent event, OptOutText text) {
        return switch (event.channel()) {
            case "sms", "whatsapp" -> EnumSet.of(AddressKind.PHONE);
            case "email" -> EnumSet.of(AddressKind.EMAIL);
            case String name when name.equals("phone") && !event.isMessage() -> EnumSet.of(AddressKind.PHONE);
            case null, default -> text == OptOutText.OPT_OUT
                    ? EnumSet.allOf(AddressKind.class)
                    : EnumSet.noneOf(AddressKind.class);
        };
    }

    boolean isKeyword() {
        return isMessage && (text == OptOutText.OPT_OUT || text == OptOutText.OPT_IN);
    }

    boolean isOptOut() {
        return text == OptOutText.OPT_OUT;
    }

    /** E10: an event from before the lead's deletion leaves only opt-outs. */
    OptOutReading withoutOptIn() {
        return text == OptOutText.OPT_IN ? NONE : this;
    }

    /** The lead's record after this. */
    Map<AddressKind, Consent> applyTo(Map<AddressKind, Consent> consents, Instant occurredAt) {
        if (kinds.isEmpty()) {
            return consents;
        }
        Map<AddressKind, Consent> changed = new EnumMap<>(AddressKind.class);
        changed.putAll(consents);
        kinds.forEach(kind -> changed.merge(kind, new Consent(isOptOut(), occurredAt, by), Consent::newer));
        return Collections.unmodifiableMap(changed);
    }

    /** The suppression list's changes. */
    List<Suppression> suppressions(LeadEvent event, Lead lead, Organization organization, Instant occurredAt) {
        return kinds.isEmpty()
                ? List.of()
                : kinds.stream().flatMap(kind -> addresses(kind, event, lead, organization)
                        .map(address -> new Suppression(address, isOptOut(), occurredAt, by))).toList();
    }

    /** The addresses that it is about: the lead's, and the sender's or the one that the event names. */
    Stream<Address> addresses(AddressKind kind, LeadEvent event, Lead lead, Organization organization) {
        Optional<Address> named = Optional.ofNullable(event.text(isMessage ? "from" : "address"))
                .flatMap(text -> Address.of(kind, text, organization.defaultRegion()));
        return Stream.of(addressOf(lead, kind, organization), named).flatMap(Optional::stream)
                .collect(Collectors.toMap(Address::key, Function.identity(), (first, second) -> first,
                        LinkedHashMap::new))
                .values().stream();
    }

    static Optional<Address> addressOf(Lead lead, AddressKind kind, Organization organization) {
        return Optional.ofNullable(lead.text(kind.json()))
                .flatMap(text -> Address.of(kind, text, organization.defaultRegion()));
    }
}
