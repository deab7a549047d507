package dev.nudge.engine.provider;

import com.ibm.icu.text.IDNA;
import dev.nudge.address.Address;
import dev.nudge.address.AddressKind;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * An e-mail address with a name.
 *
 * @param name what mail clients show; empty without one
 * @param address in ASCII
 */
record Mailbox(String name, String address) {

    private static final IDNA DOMAINS = IDNA
            .getUTS46Instance(IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ | IDNA.NONTRANSITIONAL_TO_ASCII);

    /**
     * Reads {@code ana@example.com}, {@code <ana@example.com>} or {@code Ana <ana@example.com>}; empty when it is none
     * of these, or when the part before the {@code @} is not ASCII, which only some mail servers take (RFC 6531).
     */
    static Optional<Mailbox> of(String text) {
        int from = text.lastIndexOf('<');
        if (from < 0 || !text.endsWith(">")) {
            return ofAddress(text);
        }
        String name = withoutQuotes(HeaderText.oneLine(text.substring(0, from)).strip());
        return ascii(text.substring(from + 1, text.length() - 1)).map(address -> new Mailbox(name, address));
    }

    /** Reads {@code ana@example.com} only; otherwise like {@link #of}. */
    static Optional<Mailbox> ofAddress(String text) {
        return ascii(text).map(address -> new Mailbox("", address));
    }

    /** The part after the {@code @}. */
    String domain() {
        return domain(address);
    }

    private static String domain(String address) {
        return address.substring(address.lastIndexOf('@') + 1);
    }

    private static Optional<String> ascii(String text) {
        if (!HeaderText.isOneLine(text)) {
            return Optional.empty();
        }
        return Address.of(AddressKind.EMAIL, text, null).map(Address::to).map(Mailbox::withAsciiDomain)
                .filter(StandardCharsets.US_ASCII.newEncoder()::canEncode);
    }

    private static String withAsciiDomain(String address) {
        IDNA.Info info = new IDNA.Info();
        StringBuilder ascii = DOMAINS.nameToASCII(domain(address), new StringBuilder(), info);
        return info.hasErrors() ? address : address.substring(0, address.lastIndexOf('@') + 1) + ascii;
    }

    private static String withoutQuotes(String name) {
        boolean isQuoted = name.length() > 1 && name.startsWith("\"") && name.endsWith("\"");
        return isQuoted ? name.substring(1, name.length() - 1).strip() : name;
    }
}
