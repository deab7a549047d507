package dev.nudge.testsupport;

import com.mongodb.ConnectionString;

/** Connection strings that differ in the database. */
final class MongoUri {

    private MongoUri() {}

    /**
     * The same server with another database. A user is still authenticated by the database that the connection string
     * named, which is {@code admin} by default.
     */
    static String withDatabase(String uri, String database) {
        ConnectionString original = new ConnectionString(uri);
        int hosts = uri.indexOf("://") + 3;
        int options = uri.indexOf('?', hosts);
        String query = options < 0 ? "" : uri.substring(options + 1);
        int path = uri.lastIndexOf('/', options < 0 ? uri.length() : options);
        String server = path < hosts ? uri.substring(0, options < 0 ? uri.length() : options) : uri.substring(0, path);
        if (original.getUsername() != null && !query.contains("authSource=")) {
            String source = original.getDatabase() == null ? "admin" : original.getDatabase();
            query += (query.isEmpty() ? "" : "&") + "authSource=" + source;
        }
        return server + "/" + database + (query.isEmpty() ? "" : "?" + query);
    }
}
