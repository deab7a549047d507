package dev.nudge.api.automation;

import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiOnMongoDb;
import org.springframework.beans.factory.annotation.Autowired;

/** Runs the same tests on MongoDB if Docker is available. */
@ApiOnMongoDb
class AutomationsOnMongoDbTest extends AutomationsTest {

    AutomationsOnMongoDbTest(@Autowired Api api) {
        super(api);
    }
}
