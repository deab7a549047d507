package dev.nudge.message;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import dev.nudge.automation.Channel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A compiled Mustache text. It sees the variables and nothing else of the process: no methods, no fields, no other
 * files. What is missing renders as nothing, and no rendering takes long ({@link Rendering}). Thread-safe.
 */
public final class MustacheText {

    private static final Mustache.Compiler COMPILER = Mustache.compiler().defaultValue("")
            .withCollector(new JsonCollector())
            .withFormatter(value -> JsonText.of(value, JsonCollector.RENDERING.get()))
            .withEscaper(text -> JsonCollector.RENDERING.get().isHtml() ? Escapers.HTML.escape(text) : text);

    private final @Nullable Template template;
    private final int comments;

    /** @param template null when the text does not even compile */
    private MustacheText(String text, @Nullable Template template) {
        this.template = template;
        this.comments = commentsAtMost(text);
    }

    /** Tags that change delimiters, as only a stored text has them, are as silent as comments. */
    private static int commentsAtMost(String text) {
        boolean changesDelimiters = text.contains("{{=");
        return Math.toIntExact(text.chars().filter(c -> c == '!' || changesDelimiters && c == '=').count());
    }

    /** @throws MustacheException with a sentence, when the text is no template (F6); what compiles can be rendered */
    public static MustacheText compile(String text) {
        TemplateSyntax.check(text);
        return new MustacheText(text, COMPILER.compile(text));
    }

    /** A text that was saved under whatever rules there were: it is rendered as well as can be. */
    static MustacheText stored(String text) {
        try {
            return new MustacheText(text, COMPILER.compile(text));
        } catch (MustacheException | IndexOutOfBoundsException noTemplate) { // the latter of an empty tag
            return new MustacheText(text, null);
        }
    }

    /** The text for a channel; e-mail is HTML, the others are plain. */
    public RenderedText render(Channel channel, Variables variables) {
        return render(channel == Channel.EMAIL, variables);
    }

    /** The text in one line without any escaping: an e-mail's subject. Control characters become blanks. */
    public RenderedText renderLine(Variables variables) {
        return switch (render(false, variables)) {
            case RenderedText.Text(String text) -> new RenderedText.Text(inOneLine(text));
            case RenderedText.Failed failed -> failed;
        };
    }

    /** The names of tags that have no value among the variables, as far as that can be determined without rendering. */
    public Set<String> unknownVariables(Variables variables) {
        return template == null ? Set.of() : TemplateNames.of(template).unknownAmong(variables);
    }

    private RenderedText render(boolean html, Variables variables) {
        if (template == null) {
            return new RenderedText.Failed(MessageFailure.TEMPLATE_INVALID);
        }
        Rendering rendering = new Rendering(html, comments);
        try {
            ScopedValue.where(JsonCollector.RENDERING, rendering).run(() -> template.execute(variables, rendering));
            return new RenderedText.Text(rendering.toString());
        } catch (RuntimeException | StackOverflowError stopped) { // the latter of sections too deep to be saved now
            return new RenderedText.Failed(rendering.isTooLarge()
                    ? MessageFailure.TEMPLATE_TOO_LARGE
                    : MessageFailure.TEMPLATE_INVALID);
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
