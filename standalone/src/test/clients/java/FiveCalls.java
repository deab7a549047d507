import dev.nudge.client.ApiClient;
import dev.nudge.client.ApiException;
import dev.nudge.client.api.AutomationsApi;
import dev.nudge.client.api.EventsApi;
import dev.nudge.client.api.TemplatesApi;
import dev.nudge.client.model.Actions;
import dev.nudge.client.model.Attributes;
import dev.nudge.client.model.Automation;
import dev.nudge.client.model.AutomationBody;
import dev.nudge.client.model.Channel;
import dev.nudge.client.model.Condition;
import dev.nudge.client.model.LeadEvent;
import dev.nudge.client.model.Operator;
import dev.nudge.client.model.Problem;
import dev.nudge.client.model.SendMessage;
import dev.nudge.client.model.Template;
import dev.nudge.client.model.TemplateBody;
import dev.nudge.client.model.TimerLogic;
import dev.nudge.client.model.TriggerLogicType;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;

/** Calls Nudge with the client that openapi-generator generated, and prints the responses. */
final class FiveCalls {

    public static void main(String[] arguments) throws Exception {
        ApiClient client = new ApiClient();
        client.setHttpClientBuilder(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1));
        client.updateBaseUri(System.getenv("NUDGE_URL"));
        client.setRequestInterceptor(
                request -> request.header("Authorization", "Bearer " + System.getenv("NUDGE_TOKEN")));

        Template template = new TemplatesApi(client).saveTemplate("still-there",
                new TemplateBody().channel(Channel.SMS).body("Hi {{firstName}}"), null, null);
        System.out.println("template " + template.getName() + " " + template.getChannel());

        Automation automation = new AutomationsApi(client).createAutomation(new AutomationBody()
                .name("Answer in an hour").event("message.received").triggerLogicType(TriggerLogicType.TIMER)
                .timerLogic(new TimerLogic().delay(1).unit(TimerLogic.UnitEnum.HOURS))
                .conditions(List.of(new Condition().not(
                        new Condition().field("status").op(Operator.EQ).value("Lost"))))
                .actions(new Actions().sendMessage(
                        List.of(new SendMessage().template("still-there").channel(Channel.SMS)))), null)
                .getAutomation();
        System.out.println("automation " + automation.getName() + " "
                + automation.getConditions().getFirst().getNot().getValue());

        List<Automation> page = new AutomationsApi(client)
                .listAutomations(10, null, "name", "Answer in an hour", null, null, true, null, null, null, null)
                .getItems();
        System.out.println("listed " + page.size() + " " + page.getFirst().getTimerLogic().getUnit());

        int ids = new EventsApi(client).appendEvents(List.of(new LeadEvent().type("message.received").leadId("lead-7")
                .data(Map.of("body", "Is it still available?"))
                .lead(new Attributes().firstName("Ana").putAdditionalProperty("budget", 1200))), null)
                .getIds().size();
        System.out.println("events " + ids);

        try {
            new TemplatesApi(client).saveTemplate("broken", new TemplateBody().body(" "), null, null);
        } catch (ApiException refused) {
            Problem problem = client.getObjectMapper().readValue(refused.getResponseBody(), Problem.class);
            System.out.println("refused " + problem.getStatus() + " " + problem.getType() + " "
                    + problem.getErrors().getFirst().getPointer());
        }
        try {
            new AutomationsApi(client).getAutomation("none", null);
        } catch (ApiException missing) {
            Problem problem = client.getObjectMapper().readValue(missing.getResponseBody(), Problem.class);
            System.out.println("missing " + problem.getStatus() + " " + problem.getType());
        }
    }
}
