package dev.nudge.api.lead;

import dev.nudge.address.AddressKind;
import dev.nudge.api.web.ProblemException;
import dev.nudge.automation.Channel;
import java.util.Optional;

/** The channels that paths and files name where an opt-out is about an address (F4). */
public final class AddressChannel {

    /** The names, as part of a sentence. */
    public static final String EXPECTED = "phone or email (sms and whatsapp mean phone)";

    private AddressChannel() {}

    /** The kind of address of {@code phone} and {@code email}, and of the channels that use them. */
    public static Optional<AddressKind> find(String name) {
        return AddressKind.named(name)
                .or(() -> Channel.named(name).flatMap(channel -> Optional.ofNullable(channel.addressKind())));
    }

    /** @throws ProblemException (404) when the channel has no opt-out */
    public static AddressKind kind(String name) {
        return find(name).orElseThrow(() -> Channel.named(name).isPresent()
                ? ProblemException.notFound("Messages to the webhook go to the organization itself, so that the channel"
                        + " \"" + name + "\" has no opt-outs.")
                : ProblemException.notFound("channel", name));
    }
}
