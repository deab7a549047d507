package dev.nudge.benchmarks.timers;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.nudge.benchmarks.postgres.PostgresServer;
import dev.nudge.benchmarks.report.Subject;
import dev.nudge.benchmarks.report.Versions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;

/** What the engines on PostgreSQL share: the database, and statements on the tables of the library. */
abstract class PostgresTimers implements TimerEngine {

    /** Of each library's handlers; the pool has as many connections, and some more for the library's own work. */
    static final int THREADS = 20;
    static final Duration IN_THIRTY_DAYS = Duration.ofDays(30);
    /**
     * A due instant as a timestamp: microseconds of the first, the number, the first's number, microseconds between.
     */
    static final String DUE_AT = "timestamptz 'epoch' + (? + (%s - ?) * ?) * interval '1 microsecond'";

    /** The number of a copy, above all numbers of timers; {@code n} is that of {@link #copyRows}. */
    static final String COPY = "(1000000000000 + n)";

    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    private final Subject subject;
    private final HikariDataSource dataSource;
    private final Firings firings = new Firings();

    /** @param library one of its classes, for its version */
    PostgresTimers(PostgresServer server, String name, Class<?> library) throws SQLException {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(server.database(name) + "&reWriteBatchedInserts=true");
        pool.setMaximumPoolSize(THREADS + 10);
        dataSource = new HikariDataSource(pool);
        subject = new Subject(name + " " + Versions.of(library) + (server.hasFsync() ? "" : ", fsync=off"),
                server.durability() + ", " + server.version());
    }

    @Override
    public Subject subject() {
        return subject;
    }

    @Override
    public int startSeconds() {
        return 3;
    }

    @Override
    public Firings firings() {
        return firings;
    }

    @Override
    public Instant awaitFirstFiring() throws InterruptedException {
        return firings.awaitFirst();
    }

    /** After some polls. */
    @Override
    public void settle() throws InterruptedException {
        Thread.sleep(SETTLE);
    }

    final HikariDataSource dataSource() {
        return dataSource;
    }

    final void fired(String number) {
        firings.fired(Long.parseLong(number), Instant.now());
    }

    /** @return a query for the number of timers that wait or whose completion is not stored */
    abstract String countOfUnfinished();

    @Override
    public Instant awaitFired(long count) throws Exception {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (firings.count() < count || number(countOfUnfinished()) > 0) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Expected %,d timers of %s to fire but found %,d after %s".formatted(
                        count, subject.name(), firings.count(), LONGEST_WAIT));
            }
            Thread.sleep(5);
        }
        return Instant.now();
    }

    final void script(String statements) throws SQLException {
        try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    final long number(String query) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getLong(1);
        }
    }

    /**
     * Sets due instants.
     *
     * @param update with the parameters of {@link #DUE_AT}, and then the first and the last number
     */
    final void update(String update, Due due) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(update)) {
            statement.setLong(1, due.microsOfFirst());
            statement.setLong(2, due.first());
            statement.setLong(3, due.microsBetween());
            statement.setLong(4, due.first());
            statement.setLong(5, due.last());
            int updated = statement.executeUpdate();
            if (updated != due.count()) {
                throw new IllegalStateException("Expected %,d timers of %s to be armed but found %,d".formatted(
                        due.count(), subject.name(), updated));
            }
        }
    }

    /**
     * Copies rows within their table.
     *
     * @param columns those that differ in each copy, with their values: {@code r} is the row, and {@code n} the number
     *        of the copy, for example {@code 'id_', r.id_ || '-' || n}
     * @param condition for the rows, with the timer's number as its parameter
     */
    final void copyRows(String table, String columns, String condition, long number, int copies) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement("""
                        INSERT INTO %1$s SELECT copied.* FROM %1$s r CROSS JOIN generate_series(1, ?) n
                        CROSS JOIN LATERAL jsonb_populate_record(r, jsonb_build_object(%2$s)) copied WHERE %3$s"""
                        .formatted(table, columns, condition))) {
            insert.setInt(1, copies);
            insert.setString(2, Long.toString(number));
            int inserted = insert.executeUpdate();
            if (inserted == 0 || inserted % copies != 0) {
                throw new IllegalStateException("Expected %,d copies in %s but found %,d".formatted(copies, table,
                        inserted));
            }
        }
        script("VACUUM ANALYZE " + table);
    }

    @Override
    public void close() {
        stop();
        dataSource.close();
    }
}
