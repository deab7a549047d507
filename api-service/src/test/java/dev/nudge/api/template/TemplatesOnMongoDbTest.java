package dev.nudge.api.template;

import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiOnMongoDb;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Runs the same tests on MongoDB if Docker is available. */
@ApiOnMongoDb
class TemplatesOnMongoDbTest extends TemplatesTest {

    TemplatesOnMongoDbTest(@Autowired Api api, @Autowired MongoTemplate store) {
        super(api, store);
    }
}
