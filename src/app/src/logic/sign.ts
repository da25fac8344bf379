/* sign.ts: what can be said of a form before the service is asked. Pure. */
import type { Limits } from '../api';
import { text } from '../messages/en';
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
    return text.sign.handleForm;
  }
  return limits !== null && handle.length < limits.handleMin
    ? text.sign.handleShort(limits.handleMin)
    : undefined;
}

export function passwordProblem(password: string, limits: Limits | null): string | undefined {
  return limits !== null && [...password].length < limits.passwordMin
    ? text.sign.passwordShort(limits.passwordMin)
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
    found.handle = text.sign.handleMissing;
  } else if (mode === 'up') {
    found.handle = handleProblem(values.handle, limits);
  }
  if (values.password === '') {
    found.password = text.sign.passwordMissing;
  } else if (mode !== 'in') {
    found.password = passwordProblem(values.password, limits);
  }
  if (mode === 'recover' && values.code.trim() === '') {
    found.code = text.sign.codeMissing;
  }
  if (mode === 'up' && birthText(values.birth) === null) {
    found.birthDate = text.sign.birthWrong;
  }
  if (mode === 'up' && values.email !== '' && !/^[^\s@]+@[^\s@]+$/.test(values.email)) {
    found.email = text.sign.emailWrong;
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
