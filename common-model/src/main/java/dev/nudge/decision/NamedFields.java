package dev.nudge.decision;

import dev.nudge.automation.Automation;
import dev.nudge.automation.Logic;
import dev.nudge.automation.SendMessage;
import dev.nudge.automation.Step;
import dev.nudge.condition.Conditions;
import dev.nudge.message.MustacheText;
import dev.nudge.message.Template;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The fields that an automation's conditions and templates name, so that a run remembers them (S10). */
final class NamedFields {

    private NamedFields() {}

    static Set<String> of(Candidate candidate) {
        return Stream.concat(conditions(candidate.automation()).flatMap(Conditions::fields), templateNames(candidate))
                .collect(Collectors.toSet());
    }

    private static Stream<Conditions> conditions(Automation automation) {
        return Stream.concat(Stream.of(automation.conditions()), steps(automation).map(Step::conditions));
    }

    private static Stream<Step> steps(Automation automation) {
        return automation.logic() instanceof Logic.OnTimer(var _, Logic.InSteps(List<Step> steps))
                ? steps.stream()
                : Stream.empty();
    }

    private static Stream<String> templateNames(Candidate candidate) {
        Automation automation = candidate.automation();
        Stream<SendMessage> actions = Stream.concat(automation.actions().stream(),
                steps(automation).flatMap(step -> step.actions().stream()));
        Stream<MustacheText> templates = actions.map(SendMessage::template).distinct()
                .flatMap(name -> candidate.catalog().template(automation.organizationId(), name).stream())
                .flatMap(NamedFields::texts);
        return templates.flatMap(text -> text.names().stream());
    }

    private static Stream<MustacheText> texts(Template template) {
        return Stream.of(Stream.of(template.body()), Stream.ofNullable(template.subject()),
                Stream.ofNullable(template.content()).flatMap(content -> content.variables().values().stream()))
                .flatMap(Function.identity());
    }
}
