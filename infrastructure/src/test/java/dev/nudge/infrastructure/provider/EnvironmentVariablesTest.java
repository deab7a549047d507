package dev.nudge.infrastructure.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nudge.automation.Channel;
import dev.nudge.infrastructure.startup.InvalidSettingException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentVariablesTest {

    @ParameterizedTest
    @CsvSource({"eu,EU_TYPE,EU_ACCOUNTSID,EU_AUTHTOKEN,EU_FROM", "eu,EU_TYPE,EU_ACCOUNT_SID,EU_AUTH_TOKEN,EU_FROM",
            "eu-2,EU2_TYPE,EU2_ACCOUNTSID,EU2_AUTHTOKEN,EU2_FROM",
            "eu-west,EU_WEST_TYPE,EU_WEST_ACCOUNT_SID,EU_WEST_AUTH_TOKEN,EU_WEST_FROM",
            "eu-west,EUWEST_TYPE,EUWEST_ACCOUNTSID,EUWEST_AUTHTOKEN,EUWEST_FROM"})
    void a_provider_may_be_in_variables_only(String name, String type, String accountSid, String authToken,
            String from) {
        DeliverySettings settings = Settings.of(variables("NUDGE_DELIVERY_CHANNELS_SMS", name,
                "NUDGE_DELIVERY_PROVIDERS_" + type, "twilio", "NUDGE_DELIVERY_PROVIDERS_" + accountSid, "AC1",
                "NUDGE_DELIVERY_PROVIDERS_" + authToken, "canary", "NUDGE_DELIVERY_PROVIDERS_" + from, "+15550100"));
        assertThat(settings.channels().get(Channel.SMS)).containsExactly(name);
        assertThat(settings.provider(name)).isInstanceOfSatisfying(ProviderSettings.Twilio.class,
                twilio -> assertThat(twilio.authToken()).isNotNull().extracting(Secret::value).isEqualTo("canary"));
    }

    @Test
    void variables_complete_and_override_the_properties_of_a_provider() {
        DeliverySettings settings = Settings.of(
                variables("NUDGE_DELIVERY_PROVIDERS_TWILIO_EU_AUTH_TOKEN", "canary",
                        "NUDGE_DELIVERY_PROVIDERS_TWILIO_EU_PER_SECOND", "3"),
                "providers.twilio-eu.type=twilio", "providers.twilio-eu.account-sid=AC1",
                "providers.twilio-eu.from=+15550100", "providers.twilio-eu.per-second=2");
        assertThat(settings.provider("twilio-eu").pace().perSecond()).isEqualTo(3);
    }

    @Test
    void lists_are_separated_by_commas_or_have_indexes() {
        DeliverySettings settings = Settings.of(
                variables("NUDGE_DELIVERY_CHANNELS_WEBHOOK_0", "hooks", "NUDGE_DELIVERY_CHANNELS_WEBHOOK_1", "log",
                        "NUDGE_DELIVERY_PROVIDERS_HOOKS_TYPE", "webhook", "NUDGE_DELIVERY_PROVIDERS_HOOKS_SECRETS",
                        Settings.WEBHOOK_SECRET + "," + Settings.WEBHOOK_SECRET));
        assertThat(settings.channels().get(Channel.WEBHOOK)).isEqualTo(List.of("hooks", "log"));
        assertThat(((ProviderSettings.Webhook) settings.provider("hooks")).secrets().get()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NUDGE_DELIVERY_SERVICE_HOST", "NUDGE_DELIVERY_SERVICE_PORT_HTTP", "NUDGE_DELIVERY_PORT",
            "NUDGE_DELIVERY_PORT_8080_TCP_ADDR", "NUDGE_DELIVERY_IMAGE", "NUDGE_DELIVERYX_PROVIDERS_EU_TYPE",
            "NUDGE_DELIVERY_PROVIDERS_SERVICE_HOST", "NUDGE_DELIVERY_CHANNELS_PORT_80_TCP", "NUDGE_DELIVERY",
            "NUDGE_DELIVERY_PROVIDERS", "nudge_delivery_x"})
    void other_variables_that_begin_in_the_same_way_do_not_matter(String name) {
        assertThat(Settings.of(variables(name, "x")).providers()).containsOnlyKeys("log");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NUDGE_DELIVERY_PROVIDERS_EU_AUTHTOKN", "NUDGE_DELIVERY_PROVIDERS_EU_HOST",
            "NUDGE_DELIVERY_CHANNELS_SMSS"})
    void unknown_variables_of_providers_and_channels_are_refused(String name) {
        assertThatThrownBy(() -> Settings.of(variables(name, "canary"), Settings.TWILIO))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("Rename or remove the unknown property " + name + ": ")
                .hasMessageNotContaining("canary");
    }

    @Test
    void a_variable_in_a_spelling_that_is_not_read_is_refused_with_one_that_is() {
        assertThatThrownBy(() -> Settings.of(variables("NUDGE_DELIVERY_PROVIDERS_EU_WEST_TYPE", "twilio",
                "NUDGE_DELIVERY_PROVIDERS_EU_WEST_AUTHTOKEN", "canary")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("Rename the environment variable NUDGE_DELIVERY_PROVIDERS_EU_WEST_AUTHTOKEN to"
                        + " NUDGE_DELIVERY_PROVIDERS_EUWEST_AUTHTOKEN: Spring Boot does not read it in this spelling.");
    }

    private static Map<String, Object> variables(String... namesAndValues) {
        Map<String, Object> variables = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            variables.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return variables;
    }
}
