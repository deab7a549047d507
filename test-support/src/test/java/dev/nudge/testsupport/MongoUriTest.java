package dev.nudge.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A separate database on the server that a connection string names. */
class MongoUriTest {

    @ParameterizedTest
    @CsvSource({"mongodb://localhost:27017, mongodb://localhost:27017/own",
            "mongodb://localhost:27017/, mongodb://localhost:27017/own",
            "mongodb://localhost:27017/nudge?replicaSet=rs0, mongodb://localhost:27017/own?replicaSet=rs0",
            "mongodb://localhost:27017/?replicaSet=rs0, mongodb://localhost:27017/own?replicaSet=rs0",
            "mongodb://ann:secret@localhost/nudge, mongodb://ann:secret@localhost/own?authSource=nudge",
            "mongodb://ann:secret@localhost, mongodb://ann:secret@localhost/own?authSource=admin",
            "mongodb://ann:secret@localhost/?authSource=users, mongodb://ann:secret@localhost/own?authSource=users"})
    void it_keeps_the_server_the_user_and_the_options(String uri, String expected) {
        assertThat(MongoUri.withDatabase(uri, "own")).isEqualTo(expected);
    }
}
