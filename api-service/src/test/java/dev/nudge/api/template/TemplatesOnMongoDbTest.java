package dev.nudge.api.template;

import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiOnMongoDb;
import org.springframework.beans.factory.annotation.Autowired;

/** The same on a real MongoDB, where Docker is. */
@ApiOnMongoDb
class TemplatesOnMongoDbTest extends TemplatesTest {

    TemplatesOnMongoDbTest(@Autowired Api api) {
        super(api);
    }
}
