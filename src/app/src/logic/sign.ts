/* sign.ts: what can be said of a form before the service is asked. Pure. */
import type { Limits } from '../api';
import { more } from '../messages/words-pages';
import { birthText, type Birth } from './birth';
import type { FormProblem } from './problem';

export type DialogMode = 'in' | 'up' | 'recover';

export interface SignValues {
  handle: string;
  password: string;
  code: string;
  birth: Birth;
  email: string;
}

export function handleProblem(handle: string, limits: Limits | null): string | undefined {
  if (!/^[a-z][a-z0-9_.]*$/.test(handle)) {
    return more.sign.handleForm;
  }
  return limits !== null && handle.length < limits.handleMin
    ? more.sign.handleShort(limits.handleMin)
    : undefined;
}

export function passwordProblem(password: string, limits: Limits | null): string | undefined {
  return limits !== null && [...password].length < limits.passwordMin
    ? more.sign.passwordShort(limits.passwordMin)
    : undefined;
}

export function foresee(mode: DialogMode, values: SignValues, limits: Limits | null): FormProblem {
  const found: Record<keyof FormProblem, string | undefined> = {
    handle: undefined,
    code: undefined,
    password: undefined,
    birthDate: undefined,
    email: undefined,
    form: undefined,
  };
  if (values.handle === '') {
    found.handle = more.sign.handleMissing;
  } else if (mode === 'up') {
    found.handle = handleProblem(values.handle, limits);
  }
  if (values.password === '') {
    found.password = more.sign.passwordMissing;
  } else if (mode !== 'in') {
    found.password = passwordProblem(values.password, limits);
  }
  if (mode === 'recover' && values.code.trim() === '') {
    found.code = more.sign.codeMissing;
  }
  if (mode === 'up' && birthText(values.birth) === null) {
    found.birthDate = more.sign.birthWrong;
  }
  if (mode === 'up' && values.email !== '' && !/^[^\s@]+@[^\s@]+$/.test(values.email)) {
    found.email = more.sign.emailWrong;
  }
  const problem: FormProblem = {};
  for (const name of ['handle', 'code', 'password', 'birthDate', 'email'] as const) {
    const words = found[name];
    if (words !== undefined) {
      problem[name] = words;
    }
  }
  return problem;
}
