package dev.nudge.engine.registry;

import static dev.nudge.story.Story.automation;
import static dev.nudge.story.Story.hours;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.automation.Automation;
import dev.nudge.automation.AutomationReader;
import dev.nudge.automation.Organization;
import dev.nudge.automation.OrganizationReader;
import dev.nudge.automation.Preference;
import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.configuration.ConfigurationChange.AutomationDeleted;
import dev.nudge.configuration.ConfigurationChange.AutomationSaved;
import dev.nudge.configuration.ConfigurationChange.OrganizationChanged;
import dev.nudge.configuration.ConfigurationChange.PreferenceChanged;
import dev.nudge.configuration.ConfigurationChange.TemplateChanged;
import dev.nudge.configuration.ConfigurationChange.TemplateDeleted;
import dev.nudge.engine.support.ConfigurationsInMemory;
import dev.nudge.event.LeadKey;
import dev.nudge.lead.Lead;
import dev.nudge.lead.Progress;
import dev.nudge.lead.Run;
import dev.nudge.lead.StartingEvent;
import dev.nudge.message.Template;
import dev.nudge.story.AutomationBuilder;
import dev.nudge.story.Story;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RegistryTest {

    private static final String ACME = "acme";
    private static final Instant NOW = Instant.parse("2026-04-22T10:00:00Z");

    private final ConfigurationsInMemory configurations = new ConfigurationsInMemory();
    private final Registry registry = new Registry(configurations);

    private static AutomationBuilder onWelcome(String id) {
        return automation().named(id).startedBy("lead.welcome");
    }

    private static ConfigurationChange saved(AutomationBuilder automation) {
        return new AutomationSaved(AutomationReader.read(automation.toJson()).orThrow());
    }

    private static ConfigurationChange deleted(String id, int version) {
        return new AutomationDeleted(ACME, id, version);
    }

    private List<String> listeningTo(String eventType) {
        return registry.listeningTo(ACME, eventType).stream().map(Automation::id).toList();
    }

    private int versionOf(String id) {
        return registry.automation(ACME, id).orElseThrow().version();
    }

    @Test
    void automations_are_found_by_event_type_in_the_order_of_their_ids() {
        registry.apply(saved(onWelcome("b")));
        registry.apply(saved(onWelcome("c").orBy("lead.asked")));
        registry.apply(saved(onWelcome("a")));

        assertThat(listeningTo("lead.welcome")).containsExactly("a", "b", "c");
        assertThat(listeningTo("lead.asked")).containsExactly("c");
        assertThat(listeningTo("lead.unheard.of")).isEmpty();
        assertThat(registry.size()).isEqualTo(3);
    }

    @Test // invariant 7
    void an_organization_sees_nothing_of_another() {
        registry.apply(saved(onWelcome("a")));
        registry.apply(new PreferenceChanged(ACME, "uma", "a", new Preference(true, null, 1)));
        registry.apply(template("hello", 1, "Hi"));

        assertThat(registry.listeningTo("another", "lead.welcome")).isEmpty();
        assertThat(registry.automation("another", "a")).isEmpty();
        assertThat(registry.isDeleted("another", "a")).isFalse();
        assertThat(registry.preference("another", "uma", "a")).isEmpty();
        assertThat(registry.template("another", "hello")).isEmpty();
    }

    @Test
    void an_older_version_and_a_repeat_change_nothing() {
        registry.apply(saved(onWelcome("a").version(3)));
        registry.apply(saved(automation().named("a").startedBy("lead.asked").version(2)));
        registry.apply(saved(automation().named("a").startedBy("lead.asked").version(3)));

        assertThat(versionOf("a")).isEqualTo(3);
        assertThat(listeningTo("lead.welcome")).containsExactly("a");
        assertThat(listeningTo("lead.asked")).isEmpty();
    }

    @Test
    void an_automation_with_a_changed_event_type_is_found_by_the_new_one_only() {
        registry.apply(saved(onWelcome("a").orBy("lead.asked")));
        registry.apply(saved(automation().named("a").startedBy("lead.asked").orBy("lead.visited").version(2)));

        assertThat(listeningTo("lead.welcome")).isEmpty();
        assertThat(listeningTo("lead.asked")).containsExactly("a");
        assertThat(listeningTo("lead.visited")).containsExactly("a");
        assertThat(registry.listeningTo(ACME, "lead.asked")).extracting(Automation::version).containsExactly(2);
    }

    @Test
    void a_deletion_overrides_older_versions_that_arrive_earlier_or_later() {
        registry.apply(saved(onWelcome("a")));
        registry.apply(deleted("a", 3));
        registry.apply(deleted("b", 3));
        registry.apply(saved(onWelcome("a").version(2)));
        registry.apply(saved(onWelcome("b").version(2)));

        assertThat(listeningTo("lead.welcome")).isEmpty();
        assertThat(registry.automation(ACME, "a")).isEmpty();
        assertThat(registry.isDeleted(ACME, "a")).isTrue();
        assertThat(registry.isDeleted(ACME, "b")).isTrue();
        assertThat(registry.isDeleted(ACME, "never heard of")).isFalse();
        assertThat(registry.size()).isZero();
    }

    @Test
    void a_deletion_that_is_older_than_the_known_version_changes_nothing() {
        registry.apply(saved(onWelcome("a").version(4)));
        registry.apply(deleted("a", 3));

        assertThat(listeningTo("lead.welcome")).containsExactly("a");
        assertThat(registry.isDeleted(ACME, "a")).isFalse();
    }

    @Test
    void the_latest_preference_applies() {
        registry.apply(preference(true, 2));
        registry.apply(preference(false, 1));
        assertThat(registry.preference(ACME, "uma", "a")).map(Preference::enabled).contains(true);

        registry.apply(preference(false, 3));
        registry.apply(preference(true, 3));
        assertThat(registry.preference(ACME, "uma", "a")).map(Preference::enabled).contains(false);
        assertThat(registry.preference(ACME, "uma", "b")).isEmpty();
        assertThat(registry.preference(ACME, "ula", "a")).isEmpty();
    }

    private static ConfigurationChange preference(boolean enabled, int version) {
        return new PreferenceChanged(ACME, "uma", "a", new Preference(enabled, null, version));
    }

    @Test
    void the_latest_settings_of_an_organization_apply() {
        assertThat(registry.organization(ACME)).isEqualTo(Organization.withoutSettings(ACME));
        Organization newest = organization("Europe/Zurich", 2);
        registry.apply(new OrganizationChanged(newest));
        registry.apply(
                new OrganizationChanged(organization("Asia/Tokyo", 1)));

        assertThat(registry.organization(ACME)).isEqualTo(newest);
    }

    private static Organization organization(String timezone, int version) {
        return OrganizationReader.read(Map.of("_id", ACME, "timezone", timezone, "version", version)).orThrow();
    }

    @Test
    void the_latest_template_applies_until_it_is_deleted() {
        registry.apply(template("hello", 2, "second"));
        registry.apply(template("hello", 1, "first"));
        assertThat(registry.template(ACME, "hello")).map(Template::version).contains(2);

        registry.apply(new TemplateDeleted(ACME, "hello", 3));
        registry.apply(template("hello", 2, "second"));
        assertThat(registry.template(ACME, "hello")).isEmpty();

        registry.apply(template("hello", 4, "fourth"));
        assertThat(registry.template(ACME, "hello")).map(Template::version).contains(4);
    }

    private static ConfigurationChange template(String name, int version, String body) {
        return new TemplateChanged(ACME, Template.read(Map.of("name", name, "version", version, "body", body))
                .orThrow());
    }

    @Test
    void stored_documents_are_loaded_unless_newer_ones_are_known() {
        configurations.add(saved(onWelcome("a").version(1)));
        configurations.add(saved(onWelcome("b").version(5)));
        registry.apply(saved(onWelcome("a").version(2)));

        registry.load();
        registry.load();

        assertThat(versionOf("a")).isEqualTo(2);
        assertThat(versionOf("b")).isEqualTo(5);
    }

    @Test // C5
    void a_missing_or_outdated_automation_with_a_waiting_run_is_read_once() {
        registry.apply(saved(onWelcome("older").version(1)));
        configurations.add(saved(onWelcome("older").version(2)));
        configurations.add(saved(onWelcome("missing")));
        configurations.add(deleted("gone", 4));
        List<Lead> leads = List.of(waitingFor("ana", "older", 2), waitingFor("ben", "missing", 1),
                waitingFor("cleo", "gone", 3));

        registry.ensureKnown(leads);
        int lookUps = configurations.lookUps();
        assertThat(versionOf("older")).isEqualTo(2);
        assertThat(versionOf("missing")).isEqualTo(1);
        assertThat(registry.isDeleted(ACME, "gone")).isTrue();

        registry.ensureKnown(leads);
        assertThat(configurations.lookUps()).as("it is known by then").isEqualTo(lookUps);
    }

    @Test // C5
    void an_automation_with_runs_of_many_leads_is_read_once() {
        configurations.add(saved(onWelcome("missing")));

        registry.ensureKnown(IntStream.range(0, 1_000).mapToObj(i -> waitingFor("lead" + i, "missing", 1)).toList());

        assertThat(configurations.lookUps()).isEqualTo(1);
    }

    @Test // C5, S4
    void an_automation_is_read_with_the_preferences_of_its_creator_and_of_the_leads_owner() {
        configurations.add(saved(onWelcome("a")));
        for (String userId : List.of("uma", "owner", "somebody")) {
            configurations.add(new PreferenceChanged(ACME, userId, "a", new Preference(true, null, 1)));
        }
        Lead lead = waitingFor("ana", "a", 1);

        registry.ensureKnown(List.of(new Lead(lead.key(), NOW, NOW, Map.of("ownerId", "owner"), NOW,
                lead.statusHistory(), lead.conversation(), lead.consents(), lead.automations(), lead.events(),
                lead.sentOn(), null)));

        assertThat(registry.preference(ACME, "uma", "a")).isPresent();
        assertThat(registry.preference(ACME, "owner", "a")).isPresent();
        assertThat(registry.preference(ACME, "somebody", "a")).as("it was not requested").isEmpty();
    }

    @Test // C5
    void known_automations_and_those_without_a_waiting_run_are_not_read() {
        registry.apply(saved(onWelcome("known").version(7)));
        Lead ended = waitingFor("ben", "unknown", 1).with("unknown", new Progress(1, 1, 0, null, List.of(), List.of()));

        registry.ensureKnown(List.of(waitingFor("ana", "known", 6), ended));

        assertThat(configurations.lookUps()).isZero();
    }

    private static Lead waitingFor(String leadId, String automationId, int version) {
        Run run = new Run(1, 1, 0, false, NOW, NOW,
                new StartingEvent("e1", "lead.welcome", Map.of(), null, Map.of()), null, NOW.plus(hours(1)), null,
                false, version);
        return Lead.unknown(new LeadKey(ACME, leadId), NOW).with(automationId,
                new Progress(1, 1, 0, null, List.of(), List.of(run)));
    }

    @Test
    void an_automation_is_added_after_its_creators_preference() {
        Registry[] looking = new Registry[1];
        Configurations observed = new Configurations() {
            @Override
            public void forEach(Consumer<ConfigurationChange> consumer) {
                configurations.forEach(consumer);
            }

            @Override
            public List<ConfigurationChange> automations(String organizationId, Collection<String> ids) {
                return configurations.automations(organizationId, ids);
            }

            @Override
            public List<ConfigurationChange> preferences(String organizationId, Collection<String> userIds) {
                assertThat(userIds).contains(Story.CREATOR);
                assertThat(looking[0].listeningTo(ACME, "lead.welcome")).as("while its preference is read").isEmpty();
                return configurations.preferences(organizationId, userIds);
            }
        };
        looking[0] = new Registry(observed);
        configurations.add(saved(onWelcome("a")));
        configurations.add(new PreferenceChanged(ACME, Story.CREATOR, "a", new Preference(true, null, 1)));

        looking[0].ensureKnown(List.of(waitingFor("ana", "a", 1)));

        assertThat(looking[0].automation(ACME, "a")).isPresent();
        assertThat(looking[0].preference(ACME, Story.CREATOR, "a")).isPresent();
    }
}
