package dev.nudge.api.user;

import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiOnMongoDb;
import org.springframework.beans.factory.annotation.Autowired;

/** The same on a real MongoDB, where Docker is. */
@ApiOnMongoDb
class UsersOnMongoDbTest extends UsersTest {

    UsersOnMongoDbTest(@Autowired Api api) {
        super(api);
    }
}
