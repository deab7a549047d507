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
 * The engine's topics: made when they aren't there, and checked to be the ones that the leads' positions speak of.
 * After {@code lead.events} was made anew or grew, positions and ownership would mean nothing.
 */
final class EngineTopics {

    /** The engine can't run like this, and waiting doesn't help; the message says what to do. */
    static final class Unusable extends RuntimeException {
        Unusable(String sentence) {
            super(sentence);
        }
    }

    private final Admin admin;
    private final MongoCollection<Document> remembered;
    private final TopicProperties topics;
    private final int partitions;

    EngineTopics(Admin admin, MongoDatabase database, TopicProperties topics, int partitions) {
        this.admin = admin;
        this.remembered = database.getCollection(CollectionNames.ENGINE);
        this.topics = topics;
        this.partitions = partitions;
    }

    /**
     * Creates the topics that do not exist, and checks that {@code lead.events} is the one that the stored positions refer to.
     *
     * @return how many partitions {@code lead.events} has
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
        if (!Inserts.ifAbsent(remembered, now)) {
            Document before = Objects.requireNonNull(
                    remembered.find(Filters.eq("_id", Topics.LEAD_EVENTS)).first());
            if (!before.equals(now)) {
                throw new Unusable(difference(before, now));
            }
        }
        return topic.partitions().size();
    }

    private static String difference(Document before, Document now) {
        boolean anew = !Objects.equals(before.get("topicId"), now.get("topicId"));
        return "The topic " + Topics.LEAD_EVENTS + " is no longer the one that this store was written for: "
                + (anew
                        ? "it was made anew"
                        : "it has " + now.get("partitions") + " partitions where it had " + before.get("partitions"))
                + ". The leads' positions mean nothing in it, and their events would be taken for repeats. Bring the"
                + " topic back that belongs to this store, or the store that belongs to this topic, or begin with an"
                + " empty store.";
    }
}
