package dev.nudge.engine.lead;

import com.mongodb.client.MongoDatabase;
import dev.nudge.infrastructure.suppression.Suppressions;
import dev.nudge.infrastructure.suppression.Suppressions.Source;
import java.util.List;

/** Makes the changes in MongoDB. */
public final class MongoLeadChanges implements LeadChanges {

    private final Suppressions suppressions;
    private final PersonalData personalData;

    public MongoLeadChanges(MongoDatabase database) {
        this.suppressions = new Suppressions(database);
        this.personalData = new PersonalData(database);
    }

    @Override
    public void make(List<LeadChange> changes) {
        for (LeadChange change : changes) {
            switch (change) {
                case LeadChange.Suppress(var organizationId, var suppression) -> suppressions.record(organizationId,
                        suppression, suppression.by() == null ? Source.LEAD : Source.USER);
                case LeadChange.Erase(var lead, var until) -> personalData.erase(lead, until);
            }
        }
    }
}
