package dev.nudge.message;

import com.samskivert.mustache.BasicCollector;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import dev.nudge.automation.Channel;
import dev.nudge.json.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A compiled Mustache text. It sees the variables and nothing else of the process: no methods, no fields, no other
 * files. What is missing renders as nothing. Thread-safe.
 */
public final class MustacheText {

    /** Longer than any channel takes. */
    static final int MAX_RENDERED_LENGTH = 100_000;

    private static final Mustache.Compiler PLAIN = Mustache.compiler().escapeHTML(false).defaultValue("")
            .withFormatter(MustacheText::format).withCollector(new VariablesOnly());
    private static final Mustache.Compiler HTML = PLAIN.escapeHTML(true);

    private static final ScopedValue<Repetitions> REPETITIONS = ScopedValue.newInstance();

    private final com.samskivert.mustache.Template plain;
    private final com.samskivert.mustache.Template html;

    private MustacheText(String text) {
        this.plain = PLAIN.compile(text);
        this.html = HTML.compile(text);
    }

    /** @throws MustacheException with a sentence, when the text is no template; what compiles can be rendered */
    public static MustacheText compile(String text) {
        try {
            MustacheText compiled = new MustacheText(text);
            compiled.plain.visit(new Renderable());
            return compiled;
        } catch (IndexOutOfBoundsException emptyTag) { // which the parser does not expect
            throw new MustacheException("a tag such as {{}} is empty", emptyTag);
        }
    }

    /** The text for a channel; e-mail is HTML, the others are plain. A runaway text is cut. */
    public String render(Channel channel, Map<String, ?> variables) {
        return render(channel == Channel.EMAIL ? html : plain, variables);
    }

    /** The text without any escaping, for example an e-mail's subject. */
    public String renderPlain(Map<String, ?> variables) {
        return render(plain, variables);
    }

    /** The names of tags that have no value among the variables, as far as that can be told without rendering. */
    public Set<String> unknownVariables(Map<String, ?> variables) {
        return TemplateNames.of(plain).unknownAmong(variables);
    }

    private static String render(com.samskivert.mustache.Template template, Map<String, ?> variables) {
        BoundedWriter writer = new BoundedWriter();
        Repetitions repetitions = new Repetitions();
        try {
            ScopedValue.where(REPETITIONS, repetitions).run(() -> template.execute(variables, writer));
        } catch (MustacheException atTheBound) {
            if (!writer.full() && !repetitions.tooMany()) {
                throw atTheBound;
            }
        }
        return Json.cut(writer.toString(), MAX_RENDERED_LENGTH);
    }

    private static String format(Object value) {
        return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
    }

    /** A list within a list within a list would keep an engine busy for ever, though nothing is written. */
    private static final class Repetitions {

        private int count;

        boolean tooMany() {
            return count > MAX_RENDERED_LENGTH;
        }

        void oneMore() {
            count++;
            if (tooMany()) {
                throw new MustacheException("more than " + MAX_RENDERED_LENGTH + " repetitions");
            }
        }
    }

    private static final class VariablesOnly extends BasicCollector {

        /** An element that is null is missing, so that nothing is rendered for it. */
        @Override
        public @Nullable Iterator<?> toIterator(Object value) {
            return value instanceof List<?> list
                    ? list.stream().filter(Objects::nonNull).peek(_ -> REPETITIONS.get().oneMore()).iterator()
                    : super.toIterator(value);
        }

        @Override
        public <K, V> Map<K, V> createFetcherCache() {
            return new ConcurrentHashMap<>();
        }
    }

    /** Refuses what compiles but can't be rendered: other templates, and names with nothing before or after a dot. */
    private static final class Renderable implements Mustache.Visitor {

        private static boolean named(String name) {
            if (!name.equals(".") && Arrays.stream(name.split("\\.", -1)).anyMatch(String::isBlank)) {
                throw new MustacheException("the tag {{" + name + "}} has no name");
            }
            return true;
        }

        @Override
        public boolean visitInclude(String name) {
            throw new MustacheException("partials such as {{>" + name + "}} are not supported");
        }

        @Override
        public boolean visitParent(String name) {
            throw new MustacheException("parents such as {{<" + name + "}} are not supported");
        }

        @Override
        public boolean visitBlock(String name) {
            return true;
        }

        @Override
        public boolean visitSection(String name) {
            return named(name);
        }

        @Override
        public boolean visitInvertedSection(String name) {
            return named(name);
        }

        @Override
        public void visitText(String text) {}

        @Override
        public void visitVariable(String name) {
            named(name);
        }
    }

    /** Stops a template that would write without end. */
    private static final class BoundedWriter extends Writer {

        private final StringWriter text = new StringWriter();

        boolean full() {
            return text.getBuffer().length() > MAX_RENDERED_LENGTH;
        }

        @Override
        public void write(char[] chars, int offset, int length) throws IOException {
            text.write(chars, offset, length);
            if (full()) {
                throw new IOException("longer than " + MAX_RENDERED_LENGTH + " characters");
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
