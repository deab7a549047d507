package dev.nudge.benchmarks.pipeline;

/** For expressions of the process: a compiled regular expression. */
public final class RuleBean {

    public boolean refuses(String body) {
        return Rule.refuses(body);
    }
}
