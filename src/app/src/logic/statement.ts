/*
 * statement.ts: what a member of the office signs at the desk, to the byte as src/approval writes and
 * reads it (approval_statement.h, approval_envelope.h); tests/statement_vectors.json holds both to it.
 * The service takes no other form, so that nothing here can be half right. Pure but for the browser's
 * SHA-256.
 */
import { hex } from './tlog';

export const KINDS = ['video', 'comment', 'person'] as const;
export type Kind = (typeof KINDS)[number];
export const ACTIONS = ['hide', 'label', 'restore'] as const;
export type Action = (typeof ACTIONS)[number];
export const LABELS = ['disturbing', 'dangerous', 'disputed', 'synthetic'] as const;
export const REASON_MAX = 2000; /* characters */

const PAYLOAD_TYPE = 'application/vnd.vitrine.statement+json';
const VERSION = 1;

/* What the EU's DSA Transparency Database calls each ground; in the order of src/policy. */
const categories: Readonly<Record<string, string>> = {
  'law-child-safety': 'PROTECTION_OF_MINORS',
  'law-terror': 'RISK_FOR_PUBLIC_SECURITY',
  'law-speech': 'ILLEGAL_OR_HARMFUL_SPEECH',
  'law-rights': 'INTELLECTUAL_PROPERTY_INFRINGEMENTS',
  'law-privacy': 'DATA_PROTECTION_AND_PRIVACY_VIOLATIONS',
  'law-other': 'NOT_SPECIFIED_NOTICE',
  'terms-violence': 'VIOLENCE',
  'terms-harassment': 'CYBER_VIOLENCE',
  'terms-hate': 'ILLEGAL_OR_HARMFUL_SPEECH',
  'terms-sexual': 'OTHER_VIOLATION_TC',
  'terms-self-harm': 'SELF_HARM',
  'terms-danger': 'RISK_FOR_PUBLIC_SECURITY',
  'terms-spam': 'SCAMS_AND_FRAUD',
  'terms-minors': 'PROTECTION_OF_MINORS',
  'restored-mistake': 'OTHER_VIOLATION_TC',
  'restored-answer': 'OTHER_VIOLATION_TC',
  'restored-changed': 'OTHER_VIOLATION_TC',
};

const visibilities: Record<Action, string> = {
  hide: 'CONTENT_DISABLED',
  label: 'CONTENT_LABELLED',
  restore: 'OTHER',
};

const contents: Record<Kind, string> = { video: 'VIDEO', comment: 'TEXT', person: 'OTHER' };

/* The grounds on which an action may be taken. */
export function groundsFor(action: Action): string[] {
  return Object.keys(categories).filter(
    (code) => code.startsWith('restored-') === (action === 'restore'),
  );
}

/* What may follow from how it stands with something. */
const moves = {
  shown: ['hide', 'label'],
  labelled: ['hide', 'restore'],
  hidden: ['label', 'restore'],
} as const;
export type Visibility = keyof typeof moves;

export function actionsFrom(visibility: Visibility): readonly Action[] {
  return moves[visibility];
}

/* What is signed, and what goes beside it: "" for a sitting. */
export interface Statement {
  payload: string;
  opening: string;
}

/* What every statement has. */
export interface Mark {
  region: string;
  puid: string;
  madeMs: number;
}

/* Of a reason that is told to its author: salt is 64 hexadecimal digits. */
export interface Told {
  salt: string;
  reason: string;
}

export interface Decision {
  action: Action;
  ground: string;
  label: string;
  kind: Kind;
  /* Numbers in decimal: they are larger than what a number here holds. person "0": not known. */
  number: string;
  person: string;
  previous: number;
}

interface Dismissal {
  of: number;
  upto: number;
}

const utf8 = new TextEncoder();

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

/* RFC 8785 for what is here: names of small letters, short texts, whole numbers. */
function canonical(members: Readonly<Record<string, string | number>>): string {
  const names = Object.keys(members).sort();
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, members[name]])));
}

export function unhex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text.match(/../g) ?? [], (two) => Number.parseInt(two, 16));
}

function openingOf(object: string, person: string, { salt, reason }: Told): string {
  return `vitrine-opening 1\nobject ${object}\nperson ${person}\nsalt ${salt}\n\n${reason}`;
}

/* By which a decision names its object: a number, or for a person a commitment to it. */
async function objectOf(of: Decision, salt: string): Promise<string> {
  if (of.kind !== 'person') {
    return `${of.kind}:${of.number}`;
  }
  const number = BigInt(of.number).toString(16).padStart(16, '0');
  const domain = utf8.encode('vitrine decision object 1\0');
  const bound = new Uint8Array([...domain, ...unhex(salt), ...unhex(number)]);
  return `person:${await sha256(bound)}`;
}

const marked = ({ region, puid, madeMs }: Mark) => ({ region, puid, made_ms: madeMs, v: VERSION });

export async function decisionOf(of: Decision, told: Told, mark: Mark): Promise<Statement> {
  const opening = openingOf(of.number, of.kind === 'person' ? of.number : of.person, told);
  const legal = of.ground.startsWith('law-') ? 'ILLEGAL' : 'INCOMPATIBLE';
  const payload = canonical({
    ...marked(mark),
    action: of.action,
    automated_decision: 'AUTOMATED_DECISION_NOT_AUTOMATED',
    category: `STATEMENT_CATEGORY_${categories[of.ground] ?? ''}`,
    content_type: `CONTENT_TYPE_${contents[of.kind]}`,
    decision_ground: `DECISION_GROUND_${legal}_CONTENT`,
    decision_visibility: `DECISION_VISIBILITY_${visibilities[of.action]}`,
    ground: of.ground,
    label: of.label,
    object: await objectOf(of, told.salt),
    opening: await sha256(utf8.encode(opening)),
    previous: of.previous,
    type: 'decision',
  });
  return { payload, opening };
}

export async function dismissalOf(of: Dismissal, told: Told, mark: Mark): Promise<Statement> {
  const opening = openingOf(String(of.of), '0', told);
  const payload = canonical({
    ...marked(mark),
    case: of.of,
    opening: await sha256(utf8.encode(opening)),
    type: 'dismissal',
    upto: of.upto,
  });
  return { payload, opening };
}

export function sittingOf(untilMs: number, mark: Mark): Statement {
  const payload = canonical({ ...marked(mark), type: 'desk', until_ms: untilMs });
  return { payload, opening: '' };
}

/* DSSE's pre-authentication encoding: what the signature is of. */
export function signedBytes(payload: string): Uint8Array<ArrayBuffer> {
  const bytes = utf8.encode(payload);
  return utf8.encode(`DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${bytes.length} ${payload}`);
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

/* As it is sent: the envelope and, behind a line end, the opening. */
export function sealed(of: Statement, key: string, signature: Uint8Array): string {
  const payload = base64(utf8.encode(of.payload));
  const envelope = `{"payload":"${payload}","payloadType":"${PAYLOAD_TYPE}","signatures":[{"keyid":"${key}","sig":"${base64(signature)}"}]}`;
  return of.opening === '' ? envelope : `${envelope}\n${of.opening}`;
}

/* What somebody signed elsewhere, if it is this statement and no other; else null. Who signed it, and
   whether that is a signature, is the service's to say. */
export function pasted(text: string, of: Statement): string | null {
  const found = /"keyid":"([0-9a-f]{64})","sig":"([A-Za-z0-9+/]{86}==)"/.exec(text);
  const [, key, signature] = found ?? [];
  if (key === undefined || signature === undefined) {
    return null;
  }
  const made = sealed(
    of,
    key,
    Uint8Array.from(atob(signature), (one) => one.charCodeAt(0)),
  );
  return text.replace(/\r\n/g, '\n').trim() === made.trim() ? made : null;
}
