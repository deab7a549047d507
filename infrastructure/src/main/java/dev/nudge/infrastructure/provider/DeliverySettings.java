package dev.nudge.infrastructure.provider;

import dev.nudge.automation.Channel;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which providers there are, and which of them serve which channel.
 *
 * @param publicUrl what providers and mail clients reach, without a slash at its end; null: no callbacks and no
 *        one-click links
 * @param channels the names of the providers of each channel, in order of preference; never empty
 * @param providers by name; every name in {@code channels} is one of them
 */
public record DeliverySettings(@Nullable URI publicUrl, Map<Channel, List<String>> channels,
        Map<String, ProviderSettings> providers) {

    public ProviderSettings provider(String name) {
        return Objects.requireNonNull(providers.get(name), name);
    }
}
