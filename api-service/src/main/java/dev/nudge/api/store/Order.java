package dev.nudge.api.store;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.or;

import com.mongodb.client.model.Sorts;
import org.bson.conversions.Bson;

/**
 * An order of documents by one field, and by their ids where it is the same. A page begins after a place in it, not
 * after a number of documents, so that what is added meanwhile moves nothing.
 */
public record Order(String field, boolean ascending) {

    public Bson sort() {
        return ascending ? Sorts.ascending(field, "_id") : Sorts.descending(field, "_id");
    }

    /** The bound on the field alone comes first: by it an index is entered where the page begins. */
    public Bson after(Object value, String id) {
        return ascending
                ? and(gte(field, value), or(gt(field, value), gt("_id", id)))
                : and(lte(field, value), or(lt(field, value), lt("_id", id)));
    }
}
