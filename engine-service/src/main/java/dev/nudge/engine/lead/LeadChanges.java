package dev.nudge.engine.lead;

import java.util.List;

/** Makes the changes of other documents that events cause. */
public interface LeadChanges {

    /** Makes the changes, in order. */
    void make(List<LeadChange> changes);
}
