/*
 * deciding.ts: what a member wishes to do with a case, from the form to the statement. Pure but for the
 * salt and the names that no other statement has.
 */
import type { WholeCase } from '../api-desk';
import { characters } from '../format';
import {
  actionsFrom,
  decisionOf,
  dismissalOf,
  groundsFor,
  LABELS,
  REASON_MAX,
  type Action,
  type Mark,
  type Statement,
} from './statement';

export type Act = Action | 'dismiss';

export interface Wish {
  act: Act | null;
  ground: string;
  label: string;
  facts: string;
  explanation: string;
}

export type Lack = 'act' | 'ground' | 'label' | 'facts' | 'explanation' | 'long';

/* What may be done with it. */
export function actsOf(of: WholeCase): readonly Act[] {
  if (of.own) {
    return []; /* another member must */
  }
  const acts: Act[] = of.object === null ? [] : [...actionsFrom(of.visibility)];
  return of.state === 'open' ? [...acts, 'dismiss'] : acts;
}

/* The only ground that there is to think of; "" if there are more. */
export function groundAtHand(of: WholeCase, act: Act | null): string {
  if (act === null || act === 'dismiss') {
    return '';
  }
  if (act === 'restore') {
    return of.answer ? 'restored-answer' : '';
  }
  const [only, ...others] = of.grounds.filter((one) => groundsFor(act).includes(one));
  return only !== undefined && others.length === 0 ? only : '';
}

/* What its author reads: the facts, an empty line, and why. */
export function reasonOf({ act, facts, explanation }: Wish): string {
  const parts = act === 'dismiss' ? [explanation] : [facts, explanation];
  return parts.map((part) => part.replace(/\r\n?/g, '\n').trim()).join('\n\n');
}

export function lacksOf(wish: Wish): readonly Lack[] {
  const { act, ground, label, facts, explanation } = wish;
  if (act === null) {
    return ['act'];
  }
  const decides = act !== 'dismiss';
  const lacks: (Lack | null)[] = [
    decides && !groundsFor(act).includes(ground) ? 'ground' : null,
    act === 'label' && !LABELS.some((one) => one === label) ? 'label' : null,
    decides && facts.trim() === '' ? 'facts' : null,
    explanation.trim() === '' ? 'explanation' : null,
    characters(reasonOf(wish)) > REASON_MAX ? 'long' : null,
  ];
  return lacks.filter((one) => one !== null);
}

export function statementOf(
  of: WholeCase,
  wish: Wish,
  mark: Mark,
  salt: string,
): Promise<Statement> {
  const { act, ground } = wish;
  const told = { salt, reason: reasonOf(wish) };
  if (act === 'dismiss') {
    return dismissalOf({ of: Number(of.id), upto: of.upto }, told, mark);
  }
  if (act === null || of.about === null || of.object === null) {
    return Promise.reject(new Error('nothing to sign'));
  }
  const label = act === 'label' ? wish.label : '';
  const { kind } = of.about;
  const { number, person } = of.object;
  const previous = Number(of.previous ?? '0');
  return decisionOf({ action: act, ground, label, kind, number, person, previous }, told, mark);
}
