package dev.nudge.benchmarks.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class PostgresServerTest {

    @Test
    void a_server_is_durable_except_for_what_its_settings_say_and_ends_when_it_is_closed() throws SQLException {
        Optional<String> missing = PostgresServer.missing();
        Assumptions.assumeTrue(missing.isEmpty(), () -> missing.orElseThrow());
        String url;
        try (PostgresServer server = PostgresServer.start("wal_level=minimal", "max_wal_senders=0")) {
            assertThat(server.version()).startsWith("PostgreSQL ");
            url = server.database("timers");
            try (Connection connection = DriverManager.getConnection(url)) {
                assertThat(setting(connection, "fsync")).isEqualTo("on");
                assertThat(setting(connection, "synchronous_commit")).isEqualTo("on");
                assertThat(setting(connection, "wal_level")).isEqualTo("minimal");
            }
        }
        assertThatThrownBy(() -> DriverManager.getConnection(url)).isInstanceOf(SQLException.class);
    }

    private static String setting(Connection connection, String name) throws SQLException {
        try (ResultSet setting = connection.createStatement().executeQuery("SHOW " + name)) {
            assertThat(setting.next()).isTrue();
            return setting.getString(1);
        }
    }
}
