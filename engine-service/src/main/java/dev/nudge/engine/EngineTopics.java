package dev.nudge.engine;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.nudge.Topics;
import dev.nudge.infrastructure.kafka.TopicCreator;
import dev.nudge.infrastructure.kafka.TopicProperties;
import dev.nudge.infrastructure.kafka.TopicSpecification;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.Inserts;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.bson.Document;

/**
 * Creates the engine's topics where they do not exist, and checks that they are the ones that the leads' positions
 * refer to. Positions are meaningless after {@code lead.events} was re-created or its number of partitions changed.
 */
final class EngineTopics {

    /** The engine cannot run with these topics, and retrying does not help. The message says what to do. */
    static final class Unusable extends RuntimeException {
        Unusable(String sentence) {
            super(sentence);
        }
    }

    private final Admin admin;
    private final MongoCollection<Document> recorded;
    private final TopicProperties topics;
    private final int partitions;

    EngineTopics(Admin admin, MongoDatabase database, TopicProperties topics, int partitions) {
        this.admin = admin;
        this.recorded = database.getCollection(CollectionNames.ENGINE);
        this.topics = topics;
        this.partitions = partitions;
    }

    /**
     * Creates the topics that do not exist, and checks that {@code lead.events} is the one that the stored positions
     * refer to.
     *
     * @return the number of partitions of {@code lead.events}
     */
    int prepare() throws InterruptedException, ExecutionException {
        TopicCreator creator = new TopicCreator(admin, topics);
        for (TopicSpecification topic : TopicSpecification.all(partitions)) {
            creator.createIfMissing(topic);
        }
        return check();
    }

    private int check() throws InterruptedException, ExecutionException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, Topics.LEAD_EVENTS);
        String timestamps = Objects.requireNonNull(admin.describeConfigs(List.of(resource)).all().get().get(resource))
                .get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).value();
        if (!"LogAppendTime".equals(timestamps)) {
            throw new Unusable("The topic " + Topics.LEAD_EVENTS + " has message.timestamp.type=" + timestamps
                    + ", but the engine's \"now\" is the broker's append time. Set it to LogAppendTime and start again.");
        }
        TopicDescription topic = Objects.requireNonNull(
                admin.describeTopics(List.of(Topics.LEAD_EVENTS)).allTopicNames().get().get(Topics.LEAD_EVENTS));
        Document now = new Document("_id", Topics.LEAD_EVENTS).append("topicId", topic.topicId().toString())
                .append("partitions", topic.partitions().size());
        if (!Inserts.ifAbsent(recorded, now)) {
            Document before = Objects.requireNonNull(
                    recorded.find(Filters.eq("_id", Topics.LEAD_EVENTS)).first());
            if (!before.equals(now)) {
                throw new Unusable(difference(before, now));
            }
        }
        return topic.partitions().size();
    }

    private static String difference(Document before, Document now) {
        boolean recreated = !Objects.equals(before.get("topicId"), now.get("topicId"));
        return "The topic " + Topics.LEAD_EVENTS + " is not the one that this database belongs to: "
                + (recreated
                        ? "it was re-created"
                        : "it has " + now.get("partitions") + " partitions instead of " + before.get("partitions"))
                + ". The stored positions of the leads do not apply to it, and the engine would skip new events as"
                + " repeated ones. Restore the topic that belongs to this database, restore the database that belongs"
                + " to this topic, or start with an empty database.";
    }
}
