package dev.nudge.infrastructure.provider;

import dev.nudge.address.Address;
import dev.nudge.address.AddressKind;
import dev.nudge.infrastructure.provider.ProviderSettings.Pace;
import dev.nudge.infrastructure.provider.ProviderSettings.StartTls;
import dev.nudge.infrastructure.startup.InvalidSettingException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads and checks the settings of one provider. */
final class ProviderReader {

    private static final double PER_SECOND = 10;
    private static final double PER_SECOND_OF_LOG = 1_000_000;
    /** The last one is made 85 minutes after the first. */
    private static final int MAX_ATTEMPTS = 10;
    private static final Duration BACKOFF = Duration.ofSeconds(10);
    /** The last one is made eight hours after the first. */
    private static final int MAX_ATTEMPTS_OF_WEBHOOK = 15;
    private static final Duration BACKOFF_OF_WEBHOOK = Duration.ofSeconds(30);
    private static final Pattern SID = Pattern.compile("[A-Za-z0-9]{1,64}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[?[0-9A-Fa-f:.]+]?");
    private static final Pattern MAILBOX = Pattern.compile("[^<>]*<([^<>]+)>|([^<>]+)");

    private final SettingValues values;
    private final LongSupplier nanoTime;
    private final String name;

    ProviderReader(SettingValues values, LongSupplier nanoTime, String name) {
        this.values = values;
        this.nanoTime = nanoTime;
        this.name = name;
    }

    ProviderType type() {
        String type = property("type");
        Optional<String> text = values.text(type);
        if (name.equals(ProviderType.LOG.text())) {
            if (text.isPresent() && !text.get().equals(name)) {
                throw new InvalidSettingException(
                        "Expected the type log in " + type + ". Choose another name for this provider.");
            }
            return ProviderType.LOG;
        }
        String known = text.orElseThrow(() -> new InvalidSettingException(
                "Set " + type + " to twilio, smtp, webhook or log: the provider has no type."));
        return Arrays.stream(ProviderType.values()).filter(each -> each.text().equals(known)).findFirst()
                .orElseThrow(() -> SettingValues.expected("twilio, smtp, webhook or log", type));
    }

    ProviderSettings settings(ProviderType type) {
        return switch (type) {
            case TWILIO -> twilio(pace(PER_SECOND, MAX_ATTEMPTS, BACKOFF));
            case SMTP -> smtp(pace(PER_SECOND, MAX_ATTEMPTS, BACKOFF));
            case WEBHOOK -> webhook(pace(PER_SECOND, MAX_ATTEMPTS_OF_WEBHOOK, BACKOFF_OF_WEBHOOK));
            case LOG -> new ProviderSettings.Log(name, pace(PER_SECOND_OF_LOG, MAX_ATTEMPTS, BACKOFF));
        };
    }

    private Pace pace(double perSecond, int maxAttempts, Duration backoff) {
        return new Pace(values.rate(property("per-second"), 0.01, perSecond),
                values.number(property("concurrency"), 1, 10_000, 16),
                values.duration(property("timeout"), Duration.ofSeconds(10)),
                values.number(property("max-attempts"), 1, 1_000, maxAttempts),
                values.duration(property("max-age"), Duration.ofHours(24)),
                values.duration(property("backoff"), backoff));
    }

    private ProviderSettings.Twilio twilio(Pace pace) {
        String accountSid = sid("account-sid")
                .orElseThrow(() -> missing("account-sid", "a Twilio provider needs its account"));
        Secret authToken = secret("auth-token");
        String apiKeySid = sid("api-key-sid").orElse(null);
        Secret apiKeySecret = secret("api-key-secret");
        requireBothOrNone("api-key-sid", apiKeySid, "api-key-secret", apiKeySecret);
        if (authToken == null && apiKeySid == null) {
            throw new InvalidSettingException("Set " + property("auth-token") + ", or " + property("api-key-sid")
                    + " and " + property("api-key-secret") + ": the provider has no credentials.");
        }
        String messagingServiceSid = sid("messaging-service-sid").orElse(null);
        String from = values.text(property("from")).map(String::strip).orElse(null);
        if (messagingServiceSid == null && from == null) {
            throw new InvalidSettingException("Set " + property("messaging-service-sid") + " or " + property("from")
                    + ": the provider has no sender.");
        }
        Duration lookupAfter = values.duration(property("lookup-after"), pace.timeout().multipliedBy(3));
        if (lookupAfter.compareTo(pace.timeout()) <= 0) {
            throw new InvalidSettingException("Set " + property("lookup-after") + " to more than " + property("timeout")
                    + ": before that, the provider may still take the message.");
        }
        return new ProviderSettings.Twilio(name, pace,
                values.address(property("base-url")).orElse(URI.create("https://api.twilio.com")), accountSid,
                authToken, apiKeySid, apiKeySecret, messagingServiceSid, from,
                lookupAfter);
    }

    private ProviderSettings.Smtp smtp(Pace pace) {
        String host = values.text(property("host")).map(String::strip)
                .orElseThrow(() -> missing("host", "an SMTP provider needs a mail server"));
        if (!HOST.matcher(host).matches()) {
            throw SettingValues.expected("a host name or an IP address", property("host"));
        }
        String from = mailbox("from").orElseThrow(() -> missing("from", "an SMTP provider needs a sender"));
        String username = values.text(property("username")).orElse(null);
        Secret password = secret("password");
        requireBothOrNone("username", username, "password", password);
        return new ProviderSettings.Smtp(name, pace, host, values.number(property("port"), 1, 65_535, 587), username,
                password, startTls(), from, emailAddress("unsubscribe-mailto").orElse(null));
    }

    private StartTls startTls() {
        String property = property("start-tls");
        Optional<String> text = values.text(property);
        if (text.isEmpty()) {
            return StartTls.REQUIRED;
        }
        return Arrays.stream(StartTls.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(text.get())).findFirst()
                .orElseThrow(() -> SettingValues.expected("required, opportunistic or never", property));
    }

    private ProviderSettings.Webhook webhook(Pace pace) {
        String property = property("secrets");
        return new ProviderSettings.Webhook(name, pace,
                new LatestValidValue<>(() -> webhookSecrets(property), nanoTime),
                values.flag(property("allow-http"), false), values.flag(property("allow-private-addresses"), false));
    }

    private List<String> webhookSecrets(String property) {
        List<String> secrets = values.texts(property).orElse(List.of()).stream().map(String::strip).toList();
        if (secrets.isEmpty()) {
            throw missing("secrets", "a webhook provider signs with at least one whsec_ secret");
        }
        if (!secrets.stream().allMatch(StandardWebhooks::isRecommendedSecret)) {
            throw SettingValues.expected("only secrets of the form whsec_ and the base64 of 24 to 64 bytes", property);
        }
        return secrets;
    }

    private @Nullable Secret secret(String key) {
        String property = property(key);
        if (values.text(property).isEmpty()) {
            return null;
        }
        return new Secret(new LatestValidValue<>(
                () -> values.text(property).orElseThrow(() -> missing(key, "it was set at the start")), nanoTime));
    }

    private Optional<String> sid(String key) {
        Optional<String> sid = values.text(property(key)).map(String::strip);
        if (sid.isPresent() && !SID.matcher(sid.get()).matches()) {
            throw SettingValues.expected("at most 64 letters and digits", property(key));
        }
        return sid;
    }

    /** An address with or without a name. */
    private Optional<String> mailbox(String key) {
        Optional<String> mailbox = values.text(property(key)).map(String::strip);
        mailbox.ifPresent(text -> {
            Matcher parts = MAILBOX.matcher(text);
            if (!parts.matches() || !isEmailAddress(parts.group(1) == null ? text : parts.group(1))) {
                throw SettingValues.expected("an e-mail address such as hello@example.com or Acme <hello@example.com>",
                        property(key));
            }
        });
        return mailbox;
    }

    private Optional<String> emailAddress(String key) {
        Optional<String> address = values.text(property(key)).map(String::strip);
        if (address.isPresent() && !isEmailAddress(address.get())) {
            throw SettingValues.expected("an e-mail address such as unsubscribe@example.com", property(key));
        }
        return address;
    }

    private static boolean isEmailAddress(String text) {
        return Address.of(AddressKind.EMAIL, text, null).isPresent();
    }

    private void requireBothOrNone(String first, @Nullable Object firstValue, String second,
            @Nullable Object secondValue) {
        if (firstValue == null && secondValue != null) {
            throw missing(first, property(second) + " requires it");
        }
        if (firstValue != null && secondValue == null) {
            throw missing(second, property(first) + " requires it");
        }
    }

    private InvalidSettingException missing(String key, String reason) {
        return new InvalidSettingException("Set " + property(key) + ": " + reason + ".");
    }

    private String property(String key) {
        return DeliveryNames.provider(name) + "." + key;
    }
}
