package dev.nudge.api.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.organization.Organizations;
import dev.nudge.api.security.Caller;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bson.Document;
import org.junit.jupiter.api.RepeatedTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Concurrent first writes of a user and an organization lose no change, in any order. */
@ApiTest
class FirstWritesTest {

    private static final List<String> FIELDS = List.of("name", "email", "phone", "timezone");
    private static final List<String> AUTOMATIONS = List.of("a1", "a2", "a3", "a4");
    private static final int CHANGES_OF_ONE_PREFERENCE = 4;

    private final MongoTemplate store;
    private final Users users;
    private final Organizations organizations;
    private final Caller caller = new Caller(Api.newOrganization(), "ana", Set.of("member"));

    FirstWritesTest(@Autowired MongoTemplate store, @Autowired Users users, @Autowired Organizations organizations) {
        this.store = store;
        this.users = users;
        this.organizations = organizations;
    }

    @RepeatedTest(20)
    void concurrent_provisioning_loses_no_change_of_a_user() throws InterruptedException, ExecutionException {
        List<Runnable> writes = new ArrayList<>(
                List.of(() -> users.createIfAbsent(caller), () -> users.createIfAbsent(caller)));
        FIELDS.forEach(field -> writes.add(() -> users.changeProfile(caller, Map.of(field, "value of " + field))));
        AUTOMATIONS.forEach(automation -> writes
                .add(() -> users.changePreference(caller, automation, _ -> Map.of("enabled", true))));
        for (int i = 0; i < CHANGES_OF_ONE_PREFERENCE; i++) {
            String field = "field" + i;
            writes.add(() -> users.changePreference(caller, "shared", current -> {
                Map<String, Object> next = new LinkedHashMap<>();
                current.forEach((name, value) -> next.put(name, String.valueOf(value)));
                next.put(field, "set");
                return Map.copyOf(next);
            }));
        }

        atOnce(writes);

        assertThat(users.profile(caller).keySet()).containsExactlyInAnyOrderElementsOf(FIELDS);
        assertThat(users.preferences(caller, AUTOMATIONS)).containsOnlyKeys(AUTOMATIONS)
                .allSatisfy((_, preference) -> assertThat(preference).containsEntry("enabled", true)
                        .containsEntry("version", 1));
        assertThat(users.preference(caller, "shared")).containsEntry("version", CHANGES_OF_ONE_PREFERENCE)
                .containsKeys("field0", "field1", "field2", "field3");
        assertThat(store.getCollection("users").find(new Document("_id", Users.id(caller))).first())
                .containsEntry("organizationId", caller.organizationId()).containsEntry("userId", "ana");
    }

    @RepeatedTest(20)
    void an_organization_is_created_once() throws InterruptedException, ExecutionException {
        Runnable create = () -> organizations.createIfAbsent(caller.organizationId());

        atOnce(List.of(create, create, create, create));

        assertThat(store.getCollection("organizations").find(new Document("_id", caller.organizationId()))).hasSize(1)
                .first().isEqualTo(new Document("_id", caller.organizationId()).append("version", 1));
    }

    private static void atOnce(List<Runnable> writes) throws InterruptedException, ExecutionException {
        CyclicBarrier all = new CyclicBarrier(writes.size());
        List<Future<?>> futures = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Runnable write : writes) {
                futures.add(threads.submit(() -> {
                    all.await();
                    write.run();
                    return null;
                }));
            }
        }
        for (Future<?> future : futures) {
            future.get();
        }
    }
}
