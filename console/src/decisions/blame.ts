import type { Schemas } from '../api/client';
import type { Automation } from '../automations/automations';
import type { Decision, JudgedCondition } from './decisions';

type Condition = Schemas['Condition'];

/** A condition of a decision, and its part in the result. */
export interface Judgement {
  condition: JudgedCondition;
  /** False within a group that must not hold. */
  mustHold: boolean;
  /** Whether it is why the conditions as a whole did not hold. */
  isToBlame: boolean;
}

/**
 * Which of the judged conditions are why the conditions did not hold, those first. Their groups come from the version
 * of the automation that decided; without it, each condition counts for itself.
 */
export function judgements(decision: Decision, automation: Automation | undefined): Judgement[] {
  const { trace } = decision;
  const failed = decision.reason === 'CONDITIONS' || decision.reason === 'STEP_CONDITIONS';
  const conditions = automation?.version === decision.automationVersion
    ? judgedOf(automation, decision).find((candidate) => isOf(trace, candidate)) : undefined;
  const all = conditions ? walk(conditions, trace)
    : trace.map((condition) => ({ condition, mustHold: true, isToBlame: condition.held !== true }));
  const found = failed ? all : all.map((one) => ({ ...one, isToBlame: false }));
  return [...found.filter(({ isToBlame }) => isToBlame), ...found.filter(({ isToBlame }) => !isToBlame)];
}

/** What may have been judged: the conditions of the automation, those of the step, or both. */
function judgedOf(automation: Automation, { followUp }: Decision): Condition[][] {
  const own = automation.conditions ?? [];
  const ofStep = followUp === null ? [] : automation.steps?.[followUp - 1]?.conditions ?? [];
  return [own, ofStep, [...own, ...ofStep]];
}

function leaves(condition: Condition): Condition[] {
  const group = condition.all ?? condition.any ?? (condition.not ? [condition.not] : undefined);
  return group ? group.flatMap(leaves) : [condition];
}

function isOf(trace: readonly JudgedCondition[], conditions: Condition[]): boolean {
  const expected = conditions.flatMap(leaves);
  return expected.length === trace.length
    && expected.every(({ field, op }, index) => field === trace[index]?.field && op === trace[index]?.op);
}

type Result = true | false | 'unknown';

/** A condition with its result and, at the leaves, with what was judged. */
interface Node {
  result: Result;
  leaf?: JudgedCondition;
  kind?: 'all' | 'any' | 'not';
  children: Node[];
}

function walk(conditions: Condition[], trace: readonly JudgedCondition[]): Judgement[] {
  const rest = [...trace];
  const root: Node = group('all', conditions.map((condition) => read(condition, rest)));
  const found: Judgement[] = [];
  collect(root, true, true, found);
  return found;
}

function read(condition: Condition, rest: JudgedCondition[]): Node {
  if (condition.all) {
    return group('all', condition.all.map((child) => read(child, rest)));
  }
  if (condition.any) {
    return group('any', condition.any.map((child) => read(child, rest)));
  }
  if (condition.not) {
    return group('not', [read(condition.not, rest)]);
  }
  const leaf = rest.shift();
  return { result: resultOf(leaf?.held), children: [], ...(leaf ? { leaf } : {}) };
}

const resultOf = (held: unknown): Result => (held === true || held === false ? held : 'unknown');

function group(kind: 'all' | 'any' | 'not', children: Node[]): Node {
  return { kind, children, result: combine(kind, children.map(({ result }) => result)) };
}

function combine(kind: 'all' | 'any' | 'not', results: Result[]): Result {
  if (kind === 'not') {
    const [result] = results;
    return result === undefined || result === 'unknown' ? 'unknown' : !result;
  }
  const decisive = kind === 'any';
  if (results.includes(decisive)) {
    return decisive;
  }
  return results.includes('unknown') ? 'unknown' : !decisive;
}

/** A node is to blame if its group is, and if it does not have the result that it must have. */
function collect(node: Node, mustHold: boolean, isGroupToBlame: boolean, found: Judgement[]): void {
  const isToBlame = isGroupToBlame && node.result !== mustHold;
  if (node.leaf) {
    found.push({ condition: node.leaf, mustHold, isToBlame });
  }
  node.children.forEach((child) => collect(child, node.kind === 'not' ? !mustHold : mustHold, isToBlame, found));
}
