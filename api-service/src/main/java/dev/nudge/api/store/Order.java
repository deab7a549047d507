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
 * An order of documents by a field and, for equal values, by id. A page starts after a position, not an offset, so that
 * concurrent inserts do not shift it.
 */
public record Order(String field, boolean ascending) {

    public Bson sort() {
        return ascending ? Sorts.ascending(field, "_id") : Sorts.descending(field, "_id");
    }

    /** The bound on the field comes first, so that the index scan starts where the page begins. */
    public Bson after(Object value, String id) {
        return ascending
                ? and(gte(field, value), or(gt(field, value), gt("_id", id)))
                : and(lte(field, value), or(lt(field, value), lt("_id", id)));
    }
}
