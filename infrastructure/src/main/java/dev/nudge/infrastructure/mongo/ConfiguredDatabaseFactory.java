package dev.nudge.infrastructure.mongo;

import com.mongodb.ClientSessionOptions;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoDatabase;
import java.time.Duration;
import org.springframework.dao.support.PersistenceExceptionTranslator;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/** Gives out the databases of another factory with the {@link MongoSettings}. */
record ConfiguredDatabaseFactory(MongoDatabaseFactory factory, Duration timeout) implements MongoDatabaseFactory {

    @Override
    public MongoDatabase getMongoDatabase() {
        return MongoSettings.apply(factory.getMongoDatabase(), timeout);
    }

    @Override
    public MongoDatabase getMongoDatabase(String name) {
        return MongoSettings.apply(factory.getMongoDatabase(name), timeout);
    }

    @Override
    public PersistenceExceptionTranslator getExceptionTranslator() {
        return factory.getExceptionTranslator();
    }

    @Override
    public ClientSession getSession(ClientSessionOptions options) {
        return factory.getSession(options);
    }

    @Override
    public MongoDatabaseFactory withSession(ClientSession session) {
        return new ConfiguredDatabaseFactory(factory.withSession(session), timeout);
    }
}
