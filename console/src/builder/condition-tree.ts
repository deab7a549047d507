import type { Schemas } from '../api/client';

export type Condition = Schemas['Condition'];
export type GroupKind = 'all' | 'any' | 'none';

/** A condition of a group, and its place in the automation as a JSON pointer below that of the group. */
export interface Child {
  condition: Condition;
  pointer: string;
}

/** The kind of a group; undefined for a condition on a field. */
export function groupKind(condition: Condition): GroupKind | undefined {
  if (condition.all) {
    return 'all';
  }
  if (condition.any) {
    return 'any';
  }
  return condition.not ? 'none' : undefined;
}

/** What a group contains. "None of these" is a `not` around an `any`, or around a single condition. */
export function childrenOf(group: Condition): Child[] {
  const listed = (conditions: readonly Condition[], pointer: string) =>
    conditions.map((condition, index) => ({ condition, pointer: `${pointer}/${index}` }));
  if (group.all) {
    return listed(group.all as Condition[], '/all');
  }
  if (group.any) {
    return listed(group.any as Condition[], '/any');
  }
  if (!group.not) {
    return [];
  }
  return group.not.any ? listed(group.not.any as Condition[], '/not/any') : [{ condition: group.not, pointer: '/not' }];
}

export function groupOf(kind: GroupKind, children: Condition[]): Condition {
  return kind === 'none' ? { not: { any: children } } : { [kind]: children };
}

/** The number of conditions on fields. */
export function leaves(conditions: readonly Condition[]): number {
  return conditions.reduce((count, condition) => count
    + (groupKind(condition) ? leaves(childrenOf(condition).map((child) => child.condition)) : 1), 0);
}
