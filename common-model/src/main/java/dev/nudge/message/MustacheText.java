package dev.nudge.message;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import dev.nudge.automation.Channel;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A compiled Mustache text. It has access to the variables only: no methods, Java fields or other files. Missing values
 * render as nothing, and the cost of rendering is bounded ({@link Rendering}). Thread-safe.
 */
public final class MustacheText {

    private static final Mustache.Compiler COMPILER = Mustache.compiler().defaultValue("")
            .withCollector(new JsonCollector())
            .withFormatter(value -> JsonText.of(value, JsonCollector.RENDERING.get()))
            .withEscaper(text -> JsonCollector.RENDERING.get().isHtml() ? Escapers.HTML.escape(text) : text);

    private final @Nullable Template template;
    private final int comments;

    /** @param template null when the text cannot be compiled */
    private MustacheText(String text, @Nullable Template template) {
        this.template = template;
        this.comments = commentsAtMost(text);
    }

    /**
     * An upper bound of the number of comments. Tags that change delimiters, which only older stored texts contain,
     * produce no output either and are counted as comments.
     */
    private static int commentsAtMost(String text) {
        boolean changesDelimiters = text.contains("{{=");
        return Math.toIntExact(text.chars().filter(c -> c == '!' || changesDelimiters && c == '=').count());
    }

    /**
     * Compiles a text that a user saves. A text that compiles can be rendered.
     *
     * @throws MustacheException with a sentence about the error, when the text is not a valid template (F6)
     */
    public static MustacheText compile(String text) {
        TemplateSyntax.check(text);
        return new MustacheText(text, COMPILER.compile(text));
    }

    /** Compiles a text that may have been saved under earlier rules; it is rendered as far as possible. */
    static MustacheText stored(String text) {
        try {
            return new MustacheText(text, COMPILER.compile(text));
        } catch (MustacheException | IndexOutOfBoundsException invalid) { // the latter for an empty tag
            return new MustacheText(text, null);
        }
    }

    /** Renders the text for a channel: with HTML escaping for e-mail, without escaping for the others. */
    public RenderedText render(Channel channel, Variables variables) {
        return render(channel == Channel.EMAIL, variables);
    }

    /** Renders the text as one line without escaping, for an e-mail's subject. Control characters become spaces. */
    public RenderedText renderLine(Variables variables) {
        return switch (render(false, variables)) {
            case RenderedText.Text(String text) -> new RenderedText.Text(inOneLine(text));
            case RenderedText.Failed failed -> failed;
        };
    }

    /** The names of tags that have no value among the variables, as far as this can be determined without rendering. */
    public Set<String> unknownVariables(Variables variables) {
        return template == null ? Set.of() : TemplateNames.of(template).unknownAmong(variables);
    }

    /** The names of all tags. */
    public Set<String> names() {
        return template == null ? Set.of() : TemplateNames.of(template).names();
    }

    private RenderedText render(boolean html, Variables variables) {
        Rendering rendering = new Rendering(html, comments);
        MessageFailure failure = renderInto(rendering, variables);
        return failure == null ? new RenderedText.Text(rendering.toString()) : new RenderedText.Failed(failure);
    }

    /** Renders several texts without escaping, each as one line; together they have the limits of one text. */
    static RenderedContent renderLines(Map<String, MustacheText> texts, Variables variables) {
        Rendering rendering = new Rendering(false, texts.values().stream().mapToInt(text -> text.comments).sum());
        Map<String, String> lines = new LinkedHashMap<>();
        for (Map.Entry<String, MustacheText> text : texts.entrySet()) {
            int start = rendering.length();
            MessageFailure failure = text.getValue().renderInto(rendering, variables);
            if (failure != null) {
                return new RenderedContent.Failed(failure);
            }
            lines.put(text.getKey(), inOneLine(rendering.textFrom(start)));
        }
        return new RenderedContent.Values(Collections.unmodifiableMap(lines));
    }

    /** Returns null, or why the text cannot be rendered. */
    private @Nullable MessageFailure renderInto(Rendering rendering, Variables variables) {
        if (template == null) {
            return MessageFailure.TEMPLATE_INVALID;
        }
        try {
            ScopedValue.where(JsonCollector.RENDERING, rendering).run(() -> template.execute(variables, rendering));
            return null;
        } catch (RuntimeException | StackOverflowError failure) { // the latter for deep nesting
            return rendering.isTooLarge() ? MessageFailure.TEMPLATE_TOO_LARGE : MessageFailure.TEMPLATE_INVALID;
        }
    }

    private static String inOneLine(String text) {
        StringBuilder line = new StringBuilder(text);
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                line.setCharAt(i, ' ');
            }
        }
        return line.toString();
    }
}
