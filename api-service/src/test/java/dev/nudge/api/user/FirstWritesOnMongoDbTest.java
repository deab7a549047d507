package dev.nudge.api.user;

import dev.nudge.api.organization.Organizations;
import dev.nudge.api.support.ApiOnMongoDb;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Runs the same tests on MongoDB if Docker is available. */
@ApiOnMongoDb
class FirstWritesOnMongoDbTest extends FirstWritesTest {

    FirstWritesOnMongoDbTest(@Autowired MongoTemplate store, @Autowired Users users,
            @Autowired Organizations organizations) {
        super(store, users, organizations);
    }
}
