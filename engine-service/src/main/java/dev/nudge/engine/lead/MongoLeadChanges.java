package dev.nudge.engine.lead;

import com.mongodb.client.MongoDatabase;
import dev.nudge.infrastructure.suppression.Suppressions;
import dev.nudge.infrastructure.suppression.Suppressions.Source;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bson.Document;

/** Makes the changes in MongoDB. One query finds those that the API has made before: an import, for example. */
public final class MongoLeadChanges implements LeadChanges {

    private final Suppressions suppressions;
    private final PersonalData personalData;

    public MongoLeadChanges(MongoDatabase database) {
        this.suppressions = new Suppressions(database);
        this.personalData = new PersonalData(database);
    }

    @Override
    public void make(List<LeadChange> changes) {
        Map<String, Document> entries = suppressions.entries(changes.stream()
                .flatMap(change -> change instanceof LeadChange.Suppress suppress
                        ? Stream.of(suppress.id())
                        : Stream.empty())
                .distinct().sorted().toList());
        for (LeadChange change : changes) {
            switch (change) {
                case LeadChange.Suppress suppress -> {
                    Source source = suppress.suppression().by() == null ? Source.LEAD : Source.USER;
                    if (!Suppressions.contains(entries.get(suppress.id()), suppress.suppression(), source)) {
                        suppressions.record(suppress.organizationId(), suppress.suppression(), source);
                    }
                }
                case LeadChange.Erase(var lead, var until) -> personalData.erase(lead, until);
            }
        }
    }
}
