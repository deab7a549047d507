package dev.nudge.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.automation.Channel;
import dev.nudge.automation.Organization;
import dev.nudge.engine.delivery.ProviderRoutes.Route;
import dev.nudge.infrastructure.provider.DeliverySettings;
import dev.nudge.infrastructure.provider.ProviderSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** Who gets a place at a provider. */
class ProviderRoutesTest {

    private static final Instant NOW = Instant.parse("2026-04-22T10:00:00Z");
    private static final ProviderSettings.Pace EIGHT_AT_A_TIME = new ProviderSettings.Pace(1_000_000, 8,
            Duration.ofSeconds(10), 3, Duration.ofHours(24), Duration.ofSeconds(5));

    private static ProviderRoutes at(ProviderSettings provider) {
        return new ProviderRoutes(
                new DeliverySettings(null, Map.of(Channel.WEBHOOK, List.of("p")), Map.of("p", provider)),
                Map.of("p", new ScriptedProvider()), Organization::withoutSettings, () -> 1);
    }

    private static Document messageOf(String organization) {
        return new Document("organizationId", organization).append("channel", "webhook");
    }

    private static long places(ProviderRoutes routes, String organization) {
        return IntStream.range(0, 20).mapToObj(_ -> routes.reserve(messageOf(organization), NOW))
                .filter(Route.To.class::isInstance).count();
    }

    @Test
    void an_organization_whose_webhook_hangs_leaves_places_for_those_of_others() {
        ProviderRoutes routes = at(new ProviderSettings.Webhook("p", EIGHT_AT_A_TIME, List::of, false, false));

        assertThat(places(routes, "hanging")).isEqualTo(4);
        assertThat(places(routes, "hanging too")).isEqualTo(2);
        assertThat(places(routes, "acme")).isEqualTo(1);

        routes.cancel("p", messageOf("hanging"), NOW);
        assertThat(places(routes, "hanging")).as("it still has as many as are free").isZero();
        assertThat(places(routes, "globex")).isEqualTo(1);
    }

    @Test
    void an_organization_alone_takes_all_places_at_a_provider_that_all_share() {
        assertThat(places(at(new ProviderSettings.Log("p", EIGHT_AT_A_TIME)), "acme")).isEqualTo(8);
    }
}
