package dev.nudge.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Examples;
import dev.nudge.api.support.TestServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Two API instances share one database and receive concurrent requests; nothing is done twice. */
class TwoProcessesTest {

    private static final String AUTOMATIONS = "/api/automations";
    private static final int ROUNDS = 40;

    private static final List<ConfigurableApplicationContext> PROCESSES = List.of(started(), started());

    private final String organization = Api.newOrganization();
    private final List<Client> ana = PROCESSES.stream().map(this::ana).toList();

    @AfterAll
    static void stop() {
        PROCESSES.forEach(ConfigurableApplicationContext::close);
    }

    private static ConfigurableApplicationContext started() {
        return new SpringApplicationBuilder(ApiApplication.class).initializers(new TestServers())
                .run("--server.port=0", "--management.server.port=0");
    }

    private Client ana(ConfigurableApplicationContext api) {
        return new Api(api.getEnvironment()).member("ana", organization);
    }

    private Client anaAt(int process) {
        return ana.get(process % 2);
    }

    @Test
    void one_of_two_concurrent_writers_with_the_same_version_succeeds() throws Exception {
        String path = AUTOMATIONS + "/" + anaAt(0).post(AUTOMATIONS, Examples.followUp()).is(201).automationId();

        for (int round = 1; round <= ROUNDS; round++) {
            String version = "\"" + round + "\"";
            String name = "round " + round + " writer ";
            List<Answer> answers = atOnce(2, writer -> anaAt(writer).with("If-Match", version).put(path,
                    Examples.followUpWith("name", name + writer)));

            assertThat(answers).extracting(Answer::status).as("round %d", round).containsExactlyInAnyOrder(200, 412);
            int winner = answers.getFirst().status() == 200 ? 0 : 1;
            answers.get(1 - winner).isProblem(412, "urn:nudge:error:stale-version");
            assertThat(anaAt(round).get(path).json()).containsEntry("name", name + winner).containsEntry("version",
                    round + 1L);
        }
    }

    @Test
    void ten_concurrent_POSTs_with_one_key_create_one_automation() throws Exception {
        for (int round = 1; round <= ROUNDS / 4; round++) {
            String key = "key-" + round;
            List<Answer> answers = atOnce(10, sender -> anaAt(sender).with("Idempotency-Key", key).post(AUTOMATIONS,
                    Examples.followUp()));

            String answer = anaAt(round).with("Idempotency-Key", key).post(AUTOMATIONS, Examples.followUp()).is(201)
                    .text();
            assertThat(answers).extracting(Answer::status).as("round %d", round).contains(201);
            assertThat(answers).filteredOn(each -> each.status() == 201).extracting(Answer::text).containsOnly(answer);
            assertThat(answers).filteredOn(each -> each.status() != 201).allSatisfy(
                    each -> each.isProblem(409, "urn:nudge:error:idempotency-in-progress"));
            assertThat(anaAt(0).get(AUTOMATIONS + "?limit=100").items()).hasSize(round);
        }
    }

    @Test
    void concurrent_preference_changes_of_one_user_are_all_stored() throws Exception {
        List<String> paths = IntStream.range(0, 2).mapToObj(_ -> AUTOMATIONS + "/"
                + anaAt(0).post(AUTOMATIONS, Examples.followUp()).is(201).automationId()).toList();

        for (int round = 1; round <= ROUNDS / 4; round++) {
            boolean on = round % 2 == 0;
            String message = "round " + round;
            atOnce(4, writer -> anaAt(writer).patch(paths.get(writer / 2) + "/preference", writer % 2 == 0
                    ? "{\"enabled\": " + on + "}"
                    : "{\"userSmsNotification\": {\"message\": \"" + message + "\"}}").is(200));

            for (String path : paths) {
                Map<String, ?> automation = anaAt(round).get(path).json();
                assertThat(automation.get("enabled")).isEqualTo(on);
                assertThat(Json.object(automation, "userSmsNotification")).containsEntry("message", message)
                        .containsEntry("phoneNumbers", List.of("+14155551234"));
            }
        }
    }

    /** The responses, in the order of the requests. */
    private static List<Answer> atOnce(int count, IntFunction<Answer> request) throws Exception {
        CyclicBarrier start = new CyclicBarrier(count);
        List<Answer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            List<Callable<Answer>> requests = IntStream.range(0, count).<Callable<Answer>>mapToObj(i -> () -> {
                start.await();
                return request.apply(i);
            }).toList();
            for (Future<Answer> answer : threads.invokeAll(requests)) {
                answers.add(answer.get());
            }
        }
        return answers;
    }
}
