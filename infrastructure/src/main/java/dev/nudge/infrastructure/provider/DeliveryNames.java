package dev.nudge.infrastructure.provider;

import static java.util.Comparator.naturalOrder;

import dev.nudge.automation.Channel;
import dev.nudge.infrastructure.startup.InvalidSettingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The names of the properties below {@code nudge.delivery}, and the refusal of unknown ones. The names of environment
 * variables are ambiguous, and others, such as Kubernetes' {@code NUDGE_DELIVERY_SERVICE_HOST}, begin in the same way.
 * Therefore an unknown variable is refused only where it names a channel or a provider that exists.
 */
final class DeliveryNames {

    static final String PREFIX = "nudge.delivery.";

    private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("nudge.delivery");
    private static final int LEVEL = ROOT.getNumberOfElements();
    private static final Set<String> SINGLE = Set.of("enabled", "messages-kept", "log-text", "public-url",
            "restored-until");
    private static final String CHANNELS = "channels";
    private static final String PROVIDERS = "providers";
    private static final Pattern PROVIDER_NAME = Pattern.compile("[a-z0-9-]{1,64}");

    private static final String CHANNEL_VARIABLE = "NUDGE_DELIVERY_CHANNELS_";
    private static final String PROVIDER_VARIABLE = "NUDGE_DELIVERY_PROVIDERS_";
    private static final Pattern TYPE_VARIABLE = Pattern.compile(PROVIDER_VARIABLE + "([A-Z0-9_]{1,64})_TYPE");
    private static final Pattern INDEX = Pattern.compile("_[0-9]+_?$");
    private static final Pattern OF_KUBERNETES = Pattern
            .compile(".*_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_.*)?)");

    private final List<ConfigurationPropertyName> names = new ArrayList<>();
    private final List<String> variables = new ArrayList<>();

    DeliveryNames(ConfigurableEnvironment environment) {
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource variablesOfSource) {
                Stream.of(variablesOfSource.getPropertyNames()).map(name -> name.toUpperCase(Locale.ROOT))
                        .filter(name -> !OF_KUBERNETES.matcher(name).matches()).forEach(variables::add);
            } else if (source instanceof IterableConfigurationPropertySource iterable) {
                iterable.stream().filter(ROOT::isAncestorOf).forEach(names::add);
            }
        }
    }

    static String channel(Channel channel) {
        return PREFIX + CHANNELS + "." + channel.json();
    }

    static String provider(String name) {
        return PREFIX + PROVIDERS + "." + name;
    }

    static boolean isProviderName(String name) {
        return PROVIDER_NAME.matcher(name).matches();
    }

    void refuseUnknown() {
        for (ConfigurationPropertyName name : names) {
            switch (uniform(name, LEVEL)) {
                case CHANNELS -> requireChannel(name);
                case PROVIDERS -> requirePropertyOfProvider(name);
                default -> {
                    if (name.getNumberOfElements() > LEVEL + 1 || !isOneOf(SINGLE, uniform(name, LEVEL))) {
                        throw unknown(name.toString(), "nudge.delivery has public-url, channels.<channel>,"
                                + " providers.<name>.<property>, enabled, messages-kept, log-text and restored-until");
                    }
                }
            }
        }
        variables.stream().filter(variable -> variable.startsWith(CHANNEL_VARIABLE)).forEach(variable -> {
            String channel = INDEX.matcher(variable.substring(CHANNEL_VARIABLE.length())).replaceFirst("");
            if (Channel.named(channel.toLowerCase(Locale.ROOT)).isEmpty()) {
                throw unknownChannel(variable);
            }
        });
    }

    private static void requireChannel(ConfigurationPropertyName name) {
        boolean known = name.getNumberOfElements() > LEVEL + 1
                && Channel.named(uniform(name, LEVEL + 1)).isPresent() && endsAt(name, LEVEL + 2);
        if (!known) {
            throw unknownChannel(name.toString());
        }
    }

    private static InvalidSettingException unknownChannel(String name) {
        return unknown(name, "the channels are sms, whatsapp, email and webhook");
    }

    private static void requirePropertyOfProvider(ConfigurationPropertyName name) {
        if (name.getNumberOfElements() < LEVEL + 3) {
            throw unknown(name.toString(), "a provider is configured by nudge.delivery.providers.<name>.<property>");
        }
        if (!isProviderName(name.getElement(LEVEL + 1, Form.ORIGINAL))) {
            throw new InvalidSettingException(
                    "Expected a provider's name of 1 to 64 lower-case letters, digits and \"-\""
                            + " in " + name + ". Rename the provider.");
        }
    }

    /** Whether nothing but an index follows. */
    private static boolean endsAt(ConfigurationPropertyName name, int elements) {
        int more = name.getNumberOfElements() - elements;
        return more == 0 || more == 1 && name.isNumericIndex(elements);
    }

    /**
     * The names of all providers that are configured.
     *
     * @param used by channels, which tell the spelling of a name that is in an environment variable only
     */
    Set<String> providers(Set<String> used) {
        Map<String, String> byUniformName = new TreeMap<>();
        for (ConfigurationPropertyName name : names) {
            if (uniform(name, LEVEL).equals(PROVIDERS)) {
                String provider = name.getElement(LEVEL + 1, Form.ORIGINAL);
                String other = byUniformName.putIfAbsent(uniform(provider), provider);
                if (other != null && !other.equals(provider)) {
                    throw new InvalidSettingException("Expected names that differ in letters or digits but found "
                            + provider(other) + " and " + provider(provider) + ". Rename one of them.");
                }
            }
        }
        for (String variable : variables) {
            var type = TYPE_VARIABLE.matcher(variable);
            if (type.matches()) {
                String provider = type.group(1).toLowerCase(Locale.ROOT).replace('_', '-');
                String spelling = used.stream().filter(name -> uniform(name).equals(uniform(provider))).findFirst()
                        .orElse(provider);
                byUniformName.putIfAbsent(uniform(provider), spelling);
            }
        }
        return new TreeSet<>(byUniformName.values());
    }

    /** Refuses properties that a provider of its type does not have. */
    void refuseUnknown(Map<String, ProviderType> providers) {
        for (ConfigurationPropertyName name : names) {
            if (uniform(name, LEVEL).equals(PROVIDERS)) {
                ProviderType type = providers.get(name.getElement(LEVEL + 1, Form.ORIGINAL));
                boolean list = uniform(name, LEVEL + 2).equals("secrets");
                if (type != null && !(isOneOf(type.properties(), uniform(name, LEVEL + 2))
                        && (list ? endsAt(name, LEVEL + 3) : name.getNumberOfElements() == LEVEL + 3))) {
                    throw unknownProperty(name.toString(), type);
                }
            }
        }
        Set<String> known = providers.entrySet().stream()
                .flatMap(provider -> provider.getValue().properties().stream()
                        .flatMap(property -> spellings(provider.getKey() + "." + property)))
                .collect(Collectors.toSet());
        for (String variable : variables) {
            if (variable.startsWith(PROVIDER_VARIABLE)
                    && !known.contains(INDEX.matcher(variable).replaceFirst(""))) {
                requireOtherName(variable, providers, known);
            }
        }
    }

    private static void requireOtherName(String variable, Map<String, ProviderType> providers, Set<String> known) {
        known.stream().filter(other -> other.replace("_", "").equals(variable.replace("_", ""))).min(naturalOrder())
                .ifPresent(other -> {
                    throw new InvalidSettingException("Rename the environment variable " + variable + " to " + other
                            + ": Spring Boot does not read it in this spelling.");
                });
        providers.forEach((name, type) -> {
            if (spellings(name + ".").anyMatch(variable::startsWith)) {
                throw unknownProperty(variable, type);
            }
        });
    }

    /** The names of the environment variables that Spring Boot reads for a property of a provider. */
    private static Stream<String> spellings(String property) {
        String variable = PROVIDER_VARIABLE + property.replace('.', '_').toUpperCase(Locale.ROOT);
        return Stream.of(variable.replace("-", ""), variable.replace('-', '_'));
    }

    private static InvalidSettingException unknownProperty(String name, ProviderType type) {
        return unknown(name, "a provider of the type " + type.text() + " has " + String.join(", ", type.properties()));
    }

    private static InvalidSettingException unknown(String name, String known) {
        return new InvalidSettingException("Rename or remove the unknown property " + name + ": " + known + ".");
    }

    private static String uniform(ConfigurationPropertyName name, int element) {
        return name.getElement(element, Form.UNIFORM);
    }

    private static String uniform(String name) {
        return name.replace("-", "");
    }

    private static boolean isOneOf(Iterable<String> names, String uniform) {
        for (String name : names) {
            if (uniform(name).equals(uniform)) {
                return true;
            }
        }
        return false;
    }
}
