package dev.nudge.api.automation;

import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiOnMongoDb;
import org.springframework.beans.factory.annotation.Autowired;

/** The same on a real MongoDB, where Docker is. */
@ApiOnMongoDb
class AutomationsOnMongoDbTest extends AutomationsTest {

    AutomationsOnMongoDbTest(@Autowired Api api) {
        super(api);
    }
}
