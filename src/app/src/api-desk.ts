/* api-desk.ts: what a member of the office asks at its desk. */
import { ask, nothing, page, paged, post, remove, type Page } from './api';
import { count, fields, flag, list, oneOf, orNull, text, type Decoder } from './decode';
import { filterQuery, type Filter } from './logic/queue-filter';
import { ACTIONS, KINDS, type Action, type Kind, type Visibility } from './logic/statement';

const states = ['open', 'decided', 'closed'] as const;
const visibilities = ['shown', 'labelled', 'hidden'] as const;
const answers = ['open', 'upheld', 'reversed'] as const;

export interface DeskCase {
  id: string;
  /* null: whom it was about has left. */
  about: { kind: Kind; number: string } | null;
  state: (typeof states)[number];
  decision: string | null;
  reports: number;
  notices: number;
  /* Whether an answer waits, and whether that is to a decision of the one who asks. */
  answer: boolean;
  own: boolean;
  grounds: readonly string[];
  firstMs: number;
  lastMs: number;
  visibility: Visibility;
}

export type CountBy = Readonly<Record<string, number>>;

/* How many fit by each value of a filter if the others stay ('any': without it); all: in that state. */
export interface CaseCounts {
  all: number;
  state: CountBy;
  from: CountBy;
  kind: CountBy;
  ground: CountBy;
}

/* counts: with the first page. */
interface CasePage extends Page<DeskCase> {
  counts: CaseCounts | null;
}

export interface DeskObject {
  number: string;
  person: string;
  handle: string;
  words: string;
  poster: string | null;
  video: string | null;
}

/* What somebody said about it: a person, or anybody who gave notice, with name and address. */
export interface Said {
  id: string;
  notice: boolean;
  ground: string;
  words: string;
  atMs: number;
  name: string;
  email: string;
}

/* What the author answered, to which decision. */
export interface Answered {
  to: string;
  words: string;
  state: (typeof answers)[number];
  atMs: number;
}

export interface WholeCase extends DeskCase {
  region: string;
  /* The decision that holds. */
  previous: string | null;
  upto: number;
  object: DeskObject | null;
  answered: Answered | null;
  said: readonly Said[];
  next: string | null;
}

/* An earlier decision, as everybody may see it. */
export interface Earlier {
  id: string;
  action: Action;
  ground: string;
  label: string;
  atMs: number;
  previous: number;
}

const caseOf: Decoder<DeskCase> = (value) => {
  const f = fields(value);
  const [kind, number] = (orNull(text)(f['about']) ?? '').split(':');
  return {
    id: text(f['id']),
    about: number === undefined ? null : { kind: oneOf(...KINDS)(kind), number },
    state: oneOf(...states)(f['state']),
    decision: orNull(text)(f['decision']),
    reports: count(f['reports']),
    notices: count(f['notices']),
    answer: flag(f['answer']),
    own: flag(f['own']),
    grounds: list(text)(f['grounds']),
    firstMs: count(f['first_ms']),
    lastMs: count(f['last_ms']),
    visibility: oneOf(...visibilities)(f['visibility']),
  };
};

const countBy: Decoder<CountBy> = (value) =>
  Object.fromEntries(Object.entries(fields(value)).map(([key, n]) => [key, count(n)]));

const countsOf: Decoder<CaseCounts> = (value) => {
  const f = fields(value);
  return {
    all: count(f['all']),
    state: countBy(f['state']),
    from: countBy(f['from']),
    kind: countBy(f['kind']),
    ground: countBy(f['ground']),
  };
};

const casePage: Decoder<CasePage> = (value) => ({
  ...page('items', caseOf)(value),
  counts: orNull(countsOf)(fields(value)['counts']),
});

const object: Decoder<DeskObject> = (value) => {
  const f = fields(value);
  return {
    number: text(f['number']),
    person: text(f['person']),
    handle: text(f['handle']),
    words: text(f['text']),
    poster: orNull(text)(f['poster']),
    video: orNull(text)(f['video']),
  };
};

const answered: Decoder<Answered> = (value) => {
  const f = fields(value);
  return {
    to: text(f['to']),
    words: text(f['text']),
    state: oneOf(...answers)(f['state']),
    atMs: count(f['at_ms']),
  };
};

const said: Decoder<Said> = (value) => {
  const f = fields(value);
  return {
    id: text(f['id']),
    notice: oneOf('person', 'notice')(f['from']) === 'notice',
    ground: text(f['ground']),
    words: text(f['text']),
    atMs: count(f['at_ms']),
    name: orNull(text)(f['name']) ?? '',
    email: orNull(text)(f['email']) ?? '',
  };
};

const whole: Decoder<WholeCase> = (value) => {
  const f = fields(value);
  return {
    ...caseOf(value),
    region: text(f['region']),
    previous: orNull(text)(f['previous']),
    upto: count(f['upto']),
    object: orNull(object)(f['object']),
    answered: orNull(answered)(f['answered']),
    said: list(said)(f['said']),
    next: orNull(text)(f['next']),
  };
};

const earlier: Decoder<Earlier> = (value) => {
  const f = fields(value);
  const signed = fields(f['statement']);
  return {
    id: text(f['id']),
    action: oneOf(...ACTIONS)(f['what']),
    ground: text(fields(f['ground'])['code']),
    label: text(signed['label']),
    atMs: count(f['at_ms']),
    previous: count(signed['previous']),
  };
};

const seat: Decoder<{ member: string; untilMs: number }> = (value) => {
  const f = fields(value);
  return { member: text(f['member']), untilMs: count(f['until_ms']) };
};

const taken: Decoder<{ decision: string | null }> = (value) => ({
  decision: orNull(text)(fields(value)['decision']),
});

const at = (id: string): string => `/api/v1/desk/cases/${encodeURIComponent(id)}`;

export const deskApi = {
  sitDown: (statement: string) => ask('/api/v1/desk/session', seat, post({ statement })),
  standUp: () => ask('/api/v1/desk/session', nothing, remove),
  cases: (of: Filter, cursor: string | null) => {
    const path = `/api/v1/desk/cases${filterQuery(of)}`;
    const more = path.includes('?') ? '&' : '?';
    const from = cursor === null ? path : `${path}${more}cursor=${encodeURIComponent(cursor)}`;
    return ask(from, casePage);
  },
  case: (id: string, cursor: string | null) => ask(paged(at(id), cursor), whole),
  earlier: (id: string) => ask(`/api/v1/decisions/${encodeURIComponent(id)}`, earlier),
  send: (statement: string) => ask('/api/v1/desk/statements', taken, post({ statement })),
};
