package dev.nudge.infrastructure.mongo;

/** The collections of the database. */
public final class CollectionNames {

    /** Written by the API: a document per automation, tombstones included. */
    public static final String AUTOMATIONS = "automations";
    /** Written by the API: a document per user, with the preferences. */
    public static final String USERS = "users";
    /** Written by the API: the settings of each organization. */
    public static final String ORGANIZATIONS = "organizations";
    /** Written by the API: a document per template, tombstones included. */
    public static final String TEMPLATES = "templates";
    /** Written by the API: the keys of requests that may be sent again. */
    public static final String IDEMPOTENCY = "idempotency";
    /** Written by the engine: a document per lead. */
    public static final String LEADS = "leads";
    /** Written by the engine: a document per message and its state. */
    public static final String MESSAGES = "messages";
    /** Written by the engine. */
    public static final String DECISIONS = "decisions";
    /** Written by the engine: the numbers of decisions and messages of each hour. */
    public static final String ROLLUPS = "rollups";
    /** Written by the engine: the events of leads, with their notes. */
    public static final String LEAD_EVENTS = "leadEvents";
    /** Written by the engine; the API notes in them that they were replayed. */
    public static final String DEAD_LETTERS = "deadLetters";
    /** Written by the engine: the identity of the topic that the leads' positions refer to. */
    public static final String ENGINE = "engine";

    /** Written by the engine: a report of each instance, every few seconds. */
    public static final String INSTANCES = "instances";

    /** Written by the engine and the API: a document per address that was ever opted out (F4). */
    public static final String SUPPRESSIONS = "suppressions";

    /** Written by the engine, removed by the API: webhooks that answered that they are gone. */
    public static final String GONE_WEBHOOKS = "goneWebhooks";

    /** Written by the API: messages from addresses that no lead has. */
    public static final String UNMATCHED_MESSAGES = "unmatchedMessages";

    /** Written by whichever service needs a key first: random keys, which stay as they are. */
    public static final String SIGNING_KEYS = "signingKeys";

    private CollectionNames() {}
}
