package dev.nudge.benchmarks.pipeline;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.nudge.benchmarks.postgres.PostgresServer;
import java.nio.file.Path;
import java.sql.SQLException;
import org.h2.engine.Constants;

/**
 * The database of a process engine, with a pool of two connections for each thread: within a transaction, Flowable may
 * get ids in another one.
 */
record EngineDatabase(String name, String durability, HikariDataSource pool) implements AutoCloseable {

    /** What is the same in all process engines. */
    private static final String PROCESS = "; Kafka acks=all, one replica; a message is sent before the database commits"
            + " and may be repeated; no decision is stored";

    /**
     * A file of H2 that is written at each commit: with the default setting, a commit may wait half a second before it
     * is written. H2 does not force the file to the disk at a commit.
     */
    static EngineDatabase h2(Path file) {
        return new EngineDatabase("H2 " + Constants.VERSION,
                "file written at each commit (WRITE_DELAY=0), no fsync" + PROCESS,
                pool("jdbc:h2:file:" + file + ";WRITE_DELAY=0;LOCK_TIMEOUT=10000;DB_CLOSE_ON_EXIT=FALSE;USER=sa"));
    }

    /** @param fsync whether the server forces commits to the disk */
    static EngineDatabase postgres(PostgresServer server, String database, boolean fsync) throws SQLException {
        return new EngineDatabase(server.version() + (fsync ? "" : ", no fsync"),
                (fsync ? "fsync for each commit or several" : "no fsync (fsync=off)") + PROCESS,
                pool(server.database(database)));
    }

    private static HikariDataSource pool(String url) {
        HikariConfig settings = new HikariConfig();
        settings.setJdbcUrl(url);
        settings.setMaximumPoolSize(2 * ProcessPipeline.THREADS);
        return new HikariDataSource(settings);
    }

    @Override
    public void close() {
        pool.close();
    }
}
