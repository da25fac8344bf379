/*
 * api-safety.ts: what the service is asked for the safety of an account: sessions, the password,
 * recovery codes, passkeys, and what only oneself sees.
 */
import { ask, nothing, post, remove, send, signedIn } from './api';
import { count, fields, flag, list, orNull, text, type Decoder } from './decode';

export interface SessionEntry {
  id: string;
  label: string;
  /* Its label does not open, and is empty. */
  unreadable: boolean;
  begunMs: number;
  usedDayMs: number;
  current: boolean;
  /* Another program, let in by its host's name. */
  client: boolean;
}

export interface Passkey {
  id: string;
  label: string;
  unreadable: boolean;
  createdMs: number;
  usedDayMs: number;
  copied: boolean;
}

export interface PasskeyProof {
  credential: string;
  clientData: string;
  authenticatorData: string;
  signature: string;
}

/* What only oneself can see. */
export interface Details {
  birthDate: string | null;
  email: string | null;
  /* When everything will be destroyed; null: not at all. */
  leavesMs: number | null;
}

const sessionEntry: Decoder<SessionEntry> = (value) => {
  const f = fields(value);
  return {
    id: text(f['id']),
    label: text(f['label']),
    unreadable: flag(f['unreadable']),
    begunMs: count(f['begun_ms']),
    usedDayMs: count(f['used_day_ms']),
    current: flag(f['current']),
    client: flag(f['client']),
  };
};

const passkey: Decoder<Passkey> = (value) => {
  const f = fields(value);
  return {
    id: text(f['id']),
    label: text(f['label']),
    unreadable: flag(f['unreadable']),
    createdMs: count(f['created_ms']),
    usedDayMs: count(f['used_day_ms']),
    copied: flag(f['copied']),
  };
};

const passkeyChallenge = (value: unknown) => {
  const f = fields(value);
  const owner = fields(f['user']);
  return {
    challenge: text(f['challenge']),
    exclude: list(text)(f['exclude']),
    userId: text(owner['id']),
    userName: text(owner['name']),
  };
};

const signInChallenge = (value: unknown) => {
  const f = fields(value);
  return { challenge: text(f['challenge']), allow: list(text)(f['allow']) };
};

const details: Decoder<Details> = (value) => {
  const f = fields(value);
  const owner = fields(f['user']);
  return {
    birthDate: orNull(text)(f['birth_date']),
    email: orNull(text)(f['email']),
    leavesMs: owner['leaves_ms'] === undefined ? null : count(owner['leaves_ms']),
  };
};

function listed<T>(name: string, item: Decoder<T>): Decoder<T[]> {
  return (value) => list(item)(fields(value)[name]);
}

export const safetyApi = {
  signInChallenge: (handle: string) =>
    ask('/api/v1/passkeys/challenge', signInChallenge, post(handle === '' ? {} : { handle })),
  signInPasskey: (proof: PasskeyProof) =>
    ask(
      '/api/v1/sessions/passkey',
      signedIn,
      post({
        credential: proof.credential,
        client_data: proof.clientData,
        authenticator_data: proof.authenticatorData,
        signature: proof.signature,
      }),
    ),
  details: () => ask('/api/v1/me', details),
  sessions: () => ask('/api/v1/me/sessions', listed('sessions', sessionEntry)),
  endSession: (id: string) => ask(`/api/v1/me/sessions/${encodeURIComponent(id)}`, nothing, remove),
  endOtherSessions: () => ask('/api/v1/me/sessions', nothing, remove),
  changePassword: (old: string, fresh: string) =>
    ask('/api/v1/me/password', nothing, send('PUT', { old, new: fresh })),
  makeCodes: (password: string) =>
    ask('/api/v1/me/recovery-codes', listed('codes', text), post({ password })),
  leave: (password: string, days: number) =>
    ask('/api/v1/me/leaving', nothing, post({ password, days })),
  stay: () => ask('/api/v1/me/leaving', nothing, remove),
  passkeys: () => ask('/api/v1/me/passkeys', listed('passkeys', passkey)),
  passkeyChallenge: (password: string) =>
    ask('/api/v1/me/passkeys/challenge', passkeyChallenge, post({ password })),
  addPasskey: (label: string, clientData: string, attestation: string) =>
    ask('/api/v1/me/passkeys', nothing, post({ label, client_data: clientData, attestation })),
  removePasskey: (id: string, password: string) =>
    ask(`/api/v1/me/passkeys/${encodeURIComponent(id)}/removal`, nothing, post({ password })),
};
