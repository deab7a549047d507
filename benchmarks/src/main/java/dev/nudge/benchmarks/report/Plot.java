package dev.nudge.benchmarks.report;

import java.util.Formatter;
import java.util.List;
import java.util.Locale;

/**
 * A bar chart of a figure as an SVG document: a bar for each subject's median, and a line from its least to its
 * greatest sample. The bars of Nudge, whose names begin with it, have another colour. The scale is logarithmic if the
 * medians differ by more than a factor of 30.
 */
record Plot(Figure figure, List<Samples> rows) {

    private static final int LABELS = 420;
    private static final int BARS = 420;
    private static final int VALUES = 150;
    private static final int ROW = 26;
    private static final int TOP = 44;
    private static final int LOGARITHMIC_FROM = 30;
    private static final String STYLE = """
            text{font:13px system-ui,sans-serif;fill:#1f2328}.title{font-weight:600}.bar{fill:#9aa4b2}\
            .nudge{fill:#0a7c66}.range{stroke:#1f2328;stroke-width:1.5}\
            @media(prefers-color-scheme:dark){text{fill:#e6edf3}.bar{fill:#6b7684}.nudge{fill:#2bb596}\
            .range{stroke:#e6edf3}}""";

    String svg() {
        Formatter svg = new Formatter(Locale.ROOT);
        svg.format("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="%s">
                <style>%s</style>
                <text class="title" x="0" y="18">%s, %s (%s is better%s)</text>
                """, LABELS + BARS + VALUES, TOP + rows.size() * ROW, escape(figure.title()), STYLE,
                escape(figure.title()), escape(figure.unit()), figure.better().name().toLowerCase(Locale.ROOT),
                logarithmic() ? "; logarithmic scale" : "");
        for (int i = 0; i < rows.size(); i++) {
            row(svg, rows.get(i), TOP + i * ROW);
        }
        return svg.format("</svg>\n").toString();
    }

    private void row(Formatter svg, Samples row, int y) {
        boolean nudge = row.subject().name().startsWith("Nudge");
        svg.format("""
                <text x="%d" y="%d" text-anchor="end">%s</text>
                <rect class="%s" x="%d" y="%d" width="%.1f" height="16" rx="2"/>
                <line class="range" x1="%.1f" x2="%.1f" y1="%d" y2="%d"/>
                <text x="%.1f" y="%d">%s</text>
                """, LABELS - 8, y + 4, escape(row.subject().name()), nudge ? "nudge" : "bar", LABELS, y - 8,
                length(row.median()), LABELS + length(row.min()), LABELS + length(row.max()), y, y,
                LABELS + length(row.max()) + 8, y + 4, Tables.number(row.median()));
    }

    private double length(double value) {
        double max = rows.stream().mapToDouble(Samples::max).max().orElseThrow();
        if (!logarithmic()) {
            return max == 0 ? 0 : BARS * value / max;
        }
        double origin = Math.log(least() / 2);
        return BARS * Math.max(0, Math.log(value) - origin) / (Math.log(max) - origin);
    }

    private boolean logarithmic() {
        return least() > 0
                && rows.stream().mapToDouble(Samples::median).max().orElseThrow() / least() > LOGARITHMIC_FROM;
    }

    private double least() {
        return rows.stream().mapToDouble(Samples::median).min().orElseThrow();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
