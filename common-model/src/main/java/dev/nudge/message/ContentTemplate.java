package dev.nudge.message;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * An approved template of WhatsApp, which is sent instead of the text.
 *
 * @param sid its id at Twilio
 * @param variables the texts of its variables, by their names
 */
public record ContentTemplate(String sid, Map<String, MustacheText> variables) {

    /** Renders all variables within the limits of one text (F6), each as one line. */
    public RenderedContent render(Variables values) {
        return MustacheText.renderLines(variables, values);
    }

    /** The names of tags, in all variables, that have no value. */
    public Set<String> unknownVariables(Variables values) {
        Set<String> unknown = new TreeSet<>();
        variables.values().forEach(text -> unknown.addAll(text.unknownVariables(values)));
        return unknown;
    }
}
