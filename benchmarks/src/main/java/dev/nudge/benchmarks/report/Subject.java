package dev.nudge.benchmarks.report;

/**
 * What is measured: a row of a table.
 *
 * @param name with the version of a library, for example {@code Quartz 2.5.2, JDBC, clustered}
 * @param durability when and where a result is safe, for example {@code fsync for each commit, PostgreSQL 15}; a dash
 *        if nothing is stored
 */
public record Subject(String name, String durability) {}
