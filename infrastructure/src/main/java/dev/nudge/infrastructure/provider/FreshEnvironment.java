package dev.nudge.infrastructure.provider;

import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * The same properties as those of the process, except that mounted files are read at each access; Spring Boot's sources
 * keep their first content. The names of the files are those of the start.
 */
final class FreshEnvironment {

    private FreshEnvironment() {}

    static ConfigurableEnvironment of(ConfigurableEnvironment environment) {
        StandardEnvironment fresh = new StandardEnvironment();
        MutablePropertySources sources = fresh.getPropertySources();
        sources.stream().map(PropertySource::getName).toList().forEach(sources::remove);
        environment.getPropertySources().stream()
                .filter(source -> !ConfigurationPropertySources.isAttachedConfigurationPropertySource(source))
                .map(FreshEnvironment::readAtEachAccess).forEach(sources::addLast);
        ConfigurationPropertySources.attach(fresh);
        return fresh;
    }

    private static PropertySource<?> readAtEachAccess(PropertySource<?> source) {
        return source instanceof ConfigTreePropertySource tree
                ? new ConfigTreePropertySource(tree.getName(), tree.getSource(),
                        ConfigTreePropertySource.Option.ALWAYS_READ,
                        ConfigTreePropertySource.Option.AUTO_TRIM_TRAILING_NEW_LINE)
                : source;
    }
}
