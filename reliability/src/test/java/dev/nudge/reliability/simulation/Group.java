package dev.nudge.reliability.simulation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A consumer group: partitions move in steps, each from the member that has given it up to the next one. A member that
 * does not poll in time is evicted; it continues without knowing that until it polls again.
 */
final class Group {

    /** Is notified of its assignments and revocations. */
    interface Member {
        Host host();

        void assigned(Collection<Integer> partitions);

        void revoked(Collection<Integer> partitions);

        void lost(Collection<Integer> partitions);
    }

    private final int partitions;
    private final List<Member> members = new ArrayList<>();
    private final Map<Integer, Member> owners = new HashMap<>();
    private final Map<Member, Set<Integer>> believed = new HashMap<>();
    private final Map<Integer, Long> committed = new HashMap<>();

    Group(int partitions) {
        this.partitions = partitions;
    }

    long committed(int partition) {
        return committed.getOrDefault(partition, 0L);
    }

    /** Whether every partition has an owner. */
    boolean isComplete() {
        return owners.size() == partitions;
    }

    Set<Integer> owned(Member member) {
        return believed.computeIfAbsent(member, any -> new TreeSet<>());
    }

    /** A member polls, as it has to from time to time. */
    void poll(Member member) {
        Set<Integer> owned = owned(member);
        if (!members.contains(member)) {
            List<Integer> lost = List.copyOf(owned);
            owned.clear();
            if (!lost.isEmpty()) {
                member.lost(lost);
            }
            members.add(member);
        }
        Set<Integer> target = targetOf(member);
        List<Integer> tooMany = owned.stream().filter(partition -> !target.contains(partition)).toList();
        if (!tooMany.isEmpty()) {
            giveUp(member, tooMany);
        }
        List<Integer> free = target.stream().filter(partition -> !owners.containsKey(partition)).toList();
        if (!free.isEmpty()) {
            free.forEach(partition -> owners.put(partition, member));
            owned.addAll(free);
            member.assigned(free);
        }
    }

    private Set<Integer> targetOf(Member member) {
        Set<Integer> target = new TreeSet<>();
        for (int partition = 0; partition < partitions; partition++) {
            if (member.equals(members.get(partition % members.size()))) {
                target.add(partition);
            }
        }
        return target;
    }

    private void giveUp(Member member, List<Integer> given) {
        member.revoked(given);
        owned(member).removeAll(given);
        given.forEach(partition -> owners.remove(partition, member));
    }

    /** The member stops in an orderly way. */
    void leave(Member member) {
        giveUp(member, List.copyOf(owned(member)));
        members.remove(member);
    }

    /** Evicts members whose processes have ended or have not polled in time. */
    void evict(long turn) {
        members.stream().filter(member -> member.host().isGone() || member.host().isStalled(turn)).toList()
                .forEach(this::evict);
    }

    private void evict(Member member) {
        members.remove(member);
        owners.values().removeIf(member::equals);
    }

    /** Whether the commit was accepted: only the owner of the partition may commit. */
    boolean commit(Member member, int partition, long offset) {
        if (!member.equals(owners.get(partition))) {
            return false;
        }
        committed.merge(partition, offset, Math::max);
        return true;
    }
}
