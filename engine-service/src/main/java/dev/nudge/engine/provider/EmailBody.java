package dev.nudge.engine.provider;

import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;

/**
 * The two forms of an e-mail's body, with lines that end with CR LF.
 *
 * @param html the template's HTML. In HTML without block elements, line breaks are {@code <br>}
 * @param text the same for mail clients that show no HTML; links keep their URL
 */
record EmailBody(String html, String text) {

    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

    /** @param source HTML (F6) */
    static EmailBody of(String source) {
        Document document = Jsoup.parse(source);
        document.outputSettings().prettyPrint(false);
        String html = source;
        if (hasNoLayout(document)) {
            document.body().nodeStream(TextNode.class).toList().forEach(EmailBody::breakLines);
            html = document.body().html();
        }
        PlainText text = new PlainText();
        NodeTraversor.traverse(text, document.body());
        return new EmailBody(withLineEnds(html), withLineEnds(text.toString()));
    }

    private static boolean hasNoLayout(Document document) {
        return document.head().childNodeSize() == 0 && document.body().stream().skip(1)
                .noneMatch(element -> element.isBlock() || element.nameIs("br"));
    }

    private static void breakLines(TextNode text) {
        String[] lines = LINE_END.split(text.getWholeText(), -1);
        for (int i = 0; i < lines.length - 1; i++) {
            text.before(new TextNode(lines[i])).before(new Element("br")).before(new TextNode("\n"));
        }
        text.text(lines[lines.length - 1]);
    }

    private static String withLineEnds(String text) {
        return LINE_END.matcher(text).replaceAll("\r\n");
    }

    /** Collects the visible text of HTML, with its line breaks. */
    private static final class PlainText implements NodeVisitor {

        private final StringBuilder text = new StringBuilder();

        @Override
        public void head(Node node, int depth) {
            if (node instanceof TextNode words) {
                appendWords(words.getWholeText(), isPreformatted(words));
            } else if (node instanceof Element element) {
                begin(element);
            }
        }

        private static boolean isPreformatted(Node node) {
            return node.parent() instanceof Element parent && parent.closest("pre") != null;
        }

        private void begin(Element element) {
            switch (element.normalName()) {
                case "br" -> text.append('\n');
                case "li" -> {
                    endLines(1);
                    text.append("- ");
                }
                case "td", "th" -> appendWords(" ", false);
                case "img" -> appendWords(element.attr("alt"), false);
                default -> endLines(linesAround(element));
            }
        }

        @Override
        public void tail(Node node, int depth) {
            if (!(node instanceof Element element)) {
                return;
            }
            if (element.nameIs("a")) {
                appendLink(element);
            }
            endLines(linesAround(element));
        }

        private void appendLink(Element link) {
            String url = link.attr("href").strip();
            String label = link.text().strip();
            if (url.isEmpty() || url.startsWith("#") || url.equals(label) || url.equals("mailto:" + label)
                    || url.equals("tel:" + label)) {
                return;
            }
            text.append(label.isEmpty() ? url : " (" + url + ")");
        }

        /** How many line ends separate the element from the text beside it. */
        private static int linesAround(Element element) {
            return switch (element.normalName()) {
                case "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre", "hr" -> 2;
                case "td", "th" -> 0;
                default -> element.isBlock() ? 1 : 0;
            };
        }

        private void appendWords(String words, boolean isPreformatted) {
            for (int i = 0; i < words.length(); i++) {
                char c = words.charAt(i);
                if (isPreformatted || !isSpace(c)) {
                    text.append(c == '\u00a0' ? ' ' : c);
                } else if (!text.isEmpty() && last() != ' ' && last() != '\n') {
                    text.append(' ');
                }
            }
        }

        private static boolean isSpace(char c) {
            return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
        }

        private char last() {
            return text.charAt(text.length() - 1);
        }

        private void endLines(int count) {
            if (count == 0) {
                return;
            }
            while (!text.isEmpty() && last() == ' ') {
                text.setLength(text.length() - 1);
            }
            int present = 0;
            while (present < text.length() && text.charAt(text.length() - 1 - present) == '\n') {
                present++;
            }
            if (present < text.length()) {
                text.repeat('\n', Math.max(0, count - present));
            }
        }

        @Override
        public String toString() {
            return text.toString().strip();
        }
    }
}
