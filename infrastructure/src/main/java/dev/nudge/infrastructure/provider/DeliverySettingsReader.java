package dev.nudge.infrastructure.provider;

import dev.nudge.automation.Channel;
import dev.nudge.infrastructure.startup.InvalidSettingException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;

/** Reads and checks {@code nudge.delivery.*}. */
final class DeliverySettingsReader {

    private final DeliveryNames names;
    private final SettingValues values;
    private final LongSupplier nanoTime;

    private DeliverySettingsReader(ConfigurableEnvironment environment, LongSupplier nanoTime) {
        this.names = new DeliveryNames(environment);
        this.values = new SettingValues(Binder.get(environment));
        this.nanoTime = nanoTime;
    }

    /** @throws InvalidSettingException for the first property that prevents the start */
    static DeliverySettings read(ConfigurableEnvironment environment) {
        return read(environment, System::nanoTime);
    }

    static DeliverySettings read(ConfigurableEnvironment environment, LongSupplier nanoTime) {
        return new DeliverySettingsReader(FreshEnvironment.of(environment), nanoTime).settings();
    }

    private DeliverySettings settings() {
        names.refuseUnknown();
        requireValidEngineSettings();
        Map<Channel, List<String>> channels = channels();
        Map<String, ProviderSettings> providers = providers(
                channels.values().stream().flatMap(Collection::stream).collect(Collectors.toSet()));
        channels.forEach((channel, used) -> used.forEach(name -> requireServes(channel, name, providers)));
        return new DeliverySettings(values.address(DeliveryNames.PREFIX + "public-url").orElse(null),
                Collections.unmodifiableMap(channels), Collections.unmodifiableMap(providers));
    }

    /** The engine binds these itself; both services refuse them in the same way. */
    private void requireValidEngineSettings() {
        var _ = values.flag(DeliveryNames.PREFIX + "enabled", true);
        var _ = values.flag(DeliveryNames.PREFIX + "log-text", false);
        var _ = values.duration(DeliveryNames.PREFIX + "messages-kept", Duration.ofDays(90));
    }

    private Map<Channel, List<String>> channels() {
        Map<Channel, List<String>> channels = new EnumMap<>(Channel.class);
        for (Channel channel : Channel.values()) {
            String property = DeliveryNames.channel(channel);
            List<String> names = values.texts(property).orElse(List.of(ProviderType.LOG.text())).stream()
                    .map(String::strip).toList();
            if (names.isEmpty()) {
                throw new InvalidSettingException(
                        "Expected at least one provider in " + property + ". Name one, or remove the property.");
            }
            if (!names.stream().allMatch(DeliveryNames::isProviderName)) {
                throw SettingValues.expected(
                        "names of providers, each of 1 to 64 lower-case letters, digits and \"-\",",
                        property);
            }
            if (Set.copyOf(names).size() < names.size()) {
                throw new InvalidSettingException("Expected each provider once in " + property + ".");
            }
            channels.put(channel, names);
        }
        return channels;
    }

    private Map<String, ProviderSettings> providers(Set<String> used) {
        Map<String, ProviderType> types = new TreeMap<>(Map.of(ProviderType.LOG.text(), ProviderType.LOG));
        for (String name : names.providers(used)) {
            types.put(name, provider(name).type());
        }
        names.refuseUnknown(types);
        Map<String, ProviderSettings> providers = new TreeMap<>();
        types.forEach((name, type) -> providers.put(name, provider(name).settings(type)));
        return providers;
    }

    private ProviderReader provider(String name) {
        return new ProviderReader(values, nanoTime, name);
    }

    private static void requireServes(Channel channel, String name, Map<String, ProviderSettings> providers) {
        ProviderSettings provider = providers.get(name);
        String property = DeliveryNames.channel(channel);
        if (provider == null) {
            throw new InvalidSettingException("Expected only configured providers in " + property + " but found \""
                    + name + "\". Set " + DeliveryNames.provider(name) + ".type or name another provider.");
        }
        ProviderType type = ProviderType.of(provider);
        if (!type.serves(channel)) {
            throw new InvalidSettingException("Expected providers that serve " + channel.json() + " in " + property
                    + " but " + name + " is of the type " + type.text() + ". Name another provider.");
        }
    }
}
