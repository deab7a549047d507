package dev.nudge.infrastructure.provider;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.nudge.infrastructure.startup.InvalidSettingException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The sentence for each setting that prevents the start. */
class RefusedSettingsTest {

    private static final String EU = "nudge.delivery.providers.eu.";
    private static final String MAIL = "nudge.delivery.providers.mail.";
    private static final String HOOKS = "nudge.delivery.providers.hooks.";
    private static final String ADDRESS = "Expected an http or https address such as https://nudge.example.com, without"
            + " user, query and fragment, in ";
    private static final String DURATION = "Expected a duration longer than zero such as 10s in ";
    private static final String SECRETS = "Expected only secrets of the form whsec_ and the base64 of 24 to 64 bytes"
            + " in " + HOOKS + "secrets.";

    static Stream<Arguments> names() {
        return Stream.of(
                refused("Rename or remove the unknown property nudge.delivery.chanels.sms: nudge.delivery has"
                        + " public-url, channels.<channel>, providers.<name>.<property>, enabled, messages-kept, log-text"
                        + " and restored-until.", "chanels.sms=log"),
                refused("Rename or remove the unknown property nudge.delivery.enabled.x: nudge.delivery has public-url,"
                        + " channels.<channel>, providers.<name>.<property>, enabled, messages-kept, log-text"
                        + " and restored-until.",
                        "enabled.x=true"),
                refused("Rename or remove the unknown property nudge.delivery.channels.fax: the channels are sms,"
                        + " whatsapp, email and webhook.", "channels.fax=log"),
                refused("Rename or remove the unknown property nudge.delivery.channels: the channels are sms, whatsapp,"
                        + " email and webhook.", "channels=log"),
                refused("Rename or remove the unknown property nudge.delivery.providers.eu: a provider is configured by"
                        + " nudge.delivery.providers.<name>.<property>.", "providers.eu=twilio"),
                refused("Rename or remove the unknown property " + EU + "auth-tokn: a provider of the type twilio has"
                        + " type, per-second, concurrency, timeout, max-attempts, max-age, backoff, base-url,"
                        + " account-sid, auth-token, api-key-sid, api-key-secret, messaging-service-sid, from,"
                        + " lookup-after.", Settings.with(Settings.TWILIO, "providers.eu.auth-tokn=canary")),
                refused("Rename or remove the unknown property nudge.delivery.providers.log.host: a provider of the"
                        + " type log has type, per-second, concurrency, timeout, max-attempts, max-age, backoff.",
                        "providers.log.host=x"),
                refused("Set " + EU + "type to twilio, smtp, webhook or log: the provider has no type.",
                        "providers.eu.account-sid=AC1"),
                refused("Expected twilio, smtp, webhook or log in " + EU + "type.", "providers.eu.type=canary"),
                refused("Expected the type log in nudge.delivery.providers.log.type. Choose another name for this"
                        + " provider.", "providers.log.type=smtp"));
    }

    static Stream<Arguments> channels() {
        return Stream.of(
                refused("Expected only configured providers in nudge.delivery.channels.sms but found \"us\". Set"
                        + " nudge.delivery.providers.us.type or name another provider.", "channels.sms=us"),
                refused("Expected providers that serve email in nudge.delivery.channels.email but eu is of the type"
                        + " twilio. Name another provider.", Settings.with(Settings.TWILIO, "channels.email=eu")),
                refused("Expected providers that serve sms in nudge.delivery.channels.sms but mail is of the type smtp."
                        + " Name another provider.", Settings.with(Settings.SMTP, "channels.sms=log,mail")),
                refused("Expected providers that serve whatsapp in nudge.delivery.channels.whatsapp but hooks is of the"
                        + " type webhook. Name another provider.",
                        Settings.with(Settings.WEBHOOK, "channels.whatsapp=hooks")),
                refused("Expected at least one provider in nudge.delivery.channels.sms. Name one, or remove the"
                        + " property.", "channels.sms="),
                refused("Expected each provider once in nudge.delivery.channels.sms.", "channels.sms=log,log"),
                refused("Expected names of providers, each of 1 to 64 lower-case letters, digits and \"-\", in"
                        + " nudge.delivery.channels.sms.", "channels.sms=Canary!"));
    }

    static Stream<Arguments> values() {
        return Stream.of(refused(ADDRESS + "nudge.delivery.public-url.", "public-url=ftp://canary"),
                refused(ADDRESS + "nudge.delivery.public-url.", "public-url=https://u:canary@host"),
                refused(ADDRESS + "nudge.delivery.public-url.", "public-url=https://host/?q=canary"),
                refused(ADDRESS + "nudge.delivery.public-url.", "public-url=https:// canary"),
                refused(ADDRESS + "nudge.delivery.public-url.", "public-url=https://host:70000"),
                refused("Expected a value in nudge.delivery.public-url but it is blank. Set it or remove the property.",
                        "public-url= "),
                refused("Expected true or false in nudge.delivery.enabled.", "enabled=canary"),
                refused(DURATION + "nudge.delivery.messages-kept.", "messages-kept=-1d"),
                twilio("Expected a number of at least 0.01 in " + EU + "per-second.", "per-second=0"),
                twilio("Expected a number of at least 0.01 in " + EU + "per-second.", "per-second=NaN"),
                twilio("Expected a number of at least 0.01 in " + EU + "per-second.", "per-second=canary"),
                twilio("Expected a whole number from 1 to 10000 in " + EU + "concurrency.", "concurrency=0"),
                twilio("Expected a whole number from 1 to 1000 in " + EU + "max-attempts.", "max-attempts=1.5"),
                twilio(DURATION + EU + "timeout.", "timeout=0s"), twilio(DURATION + EU + "max-age.", "max-age=canary"),
                twilio(DURATION + EU + "backoff.", "backoff=-5s"),
                twilio(DURATION + EU + "lookup-after.", "lookup-after=-1s"),
                twilio("Set " + EU + "lookup-after to more than " + EU
                        + "timeout: before that, the provider may still take the message.", "lookup-after=10s"),
                twilio(ADDRESS + EU + "base-url.", "base-url=canary"),
                twilio("Expected at most 64 letters and digits in " + EU + "account-sid.", "account-sid=AC/../canary"),
                smtp("Expected a whole number from 1 to 65535 in " + MAIL + "port.", "port=65536"),
                smtp("Expected required, opportunistic or never in " + MAIL + "start-tls.", "start-tls=canary"),
                smtp("Expected a host name or an IP address in " + MAIL + "host.", "host=smtp://canary"),
                smtp("Expected an e-mail address such as hello@example.com or Acme <hello@example.com> in " + MAIL
                        + "from.", "from=Acme <canary>"),
                smtp("Expected an e-mail address such as unsubscribe@example.com in " + MAIL + "unsubscribe-mailto.",
                        "unsubscribe-mailto=mailto:canary"));
    }

    static Stream<Arguments> credentials() {
        String noCredentials = "Set " + EU + "auth-token, or " + EU + "api-key-sid and " + EU
                + "api-key-secret: the provider has no credentials.";
        return Stream.of(
                refused("Set " + EU + "account-sid: a Twilio provider needs its account.", "providers.eu.type=twilio"),
                refused(noCredentials, "providers.eu.type=twilio", "providers.eu.account-sid=AC1"),
                refused("Set " + EU + "messaging-service-sid or " + EU + "from: the provider has no sender.",
                        "providers.eu.type=twilio", "providers.eu.account-sid=AC1", "providers.eu.auth-token=canary"),
                twilio("Set " + EU + "api-key-secret: " + EU + "api-key-sid requires it.",
                        "api-key-sid=SK1"),
                twilio("Set " + EU + "api-key-sid: " + EU + "api-key-secret requires it.",
                        "api-key-secret=canary"),
                twilio("Expected a value in " + EU + "auth-token but it is blank. Set it or remove the property.",
                        "auth-token= "),
                twilio("Expected a value in " + EU
                        + "auth-token but it refers to a property that is not set. Set that one.",
                        "auth-token=${CANARY}"),
                twilio("Expected one line in " + EU
                        + "auth-token but found a line break or another control character. Remove it.",
                        "auth-token=canary\ncanary"),
                refused("Set " + MAIL + "host: an SMTP provider needs a mail server.", "providers.mail.type=smtp"),
                refused("Set " + MAIL + "from: an SMTP provider needs a sender.", "providers.mail.type=smtp",
                        "providers.mail.host=mail"),
                smtp("Set " + MAIL + "password: " + MAIL + "username requires it.", "username=u"),
                smtp("Set " + MAIL + "username: " + MAIL + "password requires it.", "password=canary"),
                refused("Set " + HOOKS + "secrets: a webhook provider signs with at least one whsec_ secret.",
                        "providers.hooks.type=webhook"),
                webhook("canary-without-prefix"), webhook("whsec_canary!"), webhook("whsec_Y2FuYXJ5"),
                webhook("whsec_" + "Y2Fu".repeat(22)), webhook(Settings.WEBHOOK_SECRET + ",whsec_canary"));
    }

    @ParameterizedTest
    @MethodSource({"names", "channels", "values", "credentials"})
    void a_refusal_is_one_sentence_without_the_value(String sentence, String[] properties) {
        assertThatThrownBy(() -> Settings.of(properties)).isInstanceOf(InvalidSettingException.class)
                .hasMessage(sentence).hasNoCause().hasMessageNotContainingAny("canary", "whsec_Y2", "${");
    }

    @Test
    void names_of_providers_are_small_letters_digits_and_dashes() {
        for (String name : new String[]{"EU", "e_u", "x".repeat(65)}) {
            assertThatThrownBy(() -> Settings.of("providers." + name + ".type=log"))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageStartingWith(
                            "Expected a provider's name of 1 to 64 lower-case letters, digits and \"-\" in ");
        }
    }

    @Test
    void names_of_providers_differ_in_more_than_dashes() {
        assertThatThrownBy(() -> Settings.of("providers.e-u.type=log", "providers.eu.type=log"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("Expected names that differ in letters or digits but found ")
                .hasMessageContainingAll("nudge.delivery.providers.e-u", "nudge.delivery.providers.eu");
    }

    private static Arguments refused(String sentence, String... properties) {
        return arguments(sentence, properties);
    }

    private static Arguments twilio(String sentence, String property) {
        return refused(sentence, Settings.with(Settings.TWILIO, "providers.eu." + property));
    }

    private static Arguments smtp(String sentence, String property) {
        return refused(sentence, Settings.with(Settings.SMTP, "providers.mail." + property));
    }

    private static Arguments webhook(String secrets) {
        return refused(SECRETS, "providers.hooks.type=webhook", "providers.hooks.secrets=" + secrets);
    }
}
