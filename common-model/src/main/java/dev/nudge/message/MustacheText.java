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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A compiled Mustache text. It sees the variables and nothing else of the process: no methods, no fields, no other
 * files. What is missing renders as nothing. Thread-safe.
 */
public final class MustacheText {

    /** Longer than any channel takes. */
    static final int MAX_RENDERED_LENGTH = 100_000;

    private static final Mustache.Compiler PLAIN = Mustache.compiler().escapeHTML(false).defaultValue("")
            .withFormatter(MustacheText::format).withCollector(new VariablesOnly())
            .withLoader(name -> {
                throw new MustacheException("partials such as {{>" + name + "}} are not supported");
            });
    private static final Mustache.Compiler HTML = PLAIN.escapeHTML(true);

    private final com.samskivert.mustache.Template plain;
    private final com.samskivert.mustache.Template html;

    private MustacheText(String text) {
        this.plain = PLAIN.compile(text);
        this.html = HTML.compile(text);
    }

    /** @throws MustacheException with a sentence, when the text is no template */
    public static MustacheText compile(String text) {
        return new MustacheText(text);
    }

    /** The text for a channel; e-mail is HTML, the others are plain. A runaway text is cut. */
    public String render(Channel channel, Map<String, ?> variables) {
        return render(channel == Channel.EMAIL ? html : plain, variables);
    }

    /** The text without any escaping, for example an e-mail's subject. */
    public String renderPlain(Map<String, ?> variables) {
        return render(plain, variables);
    }

    private static String render(com.samskivert.mustache.Template template, Map<String, ?> variables) {
        BoundedWriter writer = new BoundedWriter();
        try {
            template.execute(variables, writer);
        } catch (MustacheException atTheBound) {
            if (!writer.full()) {
                throw atTheBound;
            }
        }
        return Json.cut(writer.toString(), MAX_RENDERED_LENGTH);
    }

    private static String format(Object value) {
        return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
    }

    private static final class VariablesOnly extends BasicCollector {
        @Override
        public <K, V> Map<K, V> createFetcherCache() {
            return new ConcurrentHashMap<>();
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
