/*
 * problem.ts: where a refusal of a form belongs. The service's detail names the field first
 * ("handle: …", "handle is taken"); what names none stands above the button. Pure.
 */
import { NO_ANSWER, type Refusal } from '../api';
import { text } from '../messages/words';

export interface FormProblem {
  handle?: string;
  password?: string;
  code?: string;
  birthDate?: string;
  email?: string;
  form?: string;
}

/* In the reader's language; what the service says of a field begins small and has no end. */
export function sentence(words: string, limit: number | null): string {
  return text.problem
    .said(words.trim(), limit)
    .replace(/^\u2066?./, (first) => first.toUpperCase())
    .replace(/([^.!?\u2069])(\u2069?)$/, '$1.$2');
}

/* The words of a refusal, for a place that has no fields. */
export function refusalWords(refusal: Refusal): string {
  if (refusal.status === NO_ANSWER) {
    return text.problem.offline;
  }
  if (refusal.status === 429) {
    return refusal.detail === '' ? text.problem.tooMany : sentence(refusal.detail, refusal.limit);
  }
  if (refusal.status === 503) {
    return text.problem.busy;
  }
  if (refusal.detail !== '') {
    return sentence(refusal.detail, refusal.limit);
  }
  return refusal.title === '' ? text.problem.unknown : sentence(refusal.title, null);
}

const fieldOf: Readonly<Record<string, keyof FormProblem>> = {
  handle: 'handle',
  password: 'password',
  new: 'password',
  code: 'code',
  birth_date: 'birthDate',
  email: 'email',
};

export function formProblem(refusal: Refusal): FormProblem {
  if (refusal.status === 409) {
    return { handle: text.sign.handleTaken };
  }
  const named = /^([a-z_]+):\s*(.+)$/s.exec(refusal.detail);
  const field = fieldOf[named?.[1] ?? ''];
  const words = named?.[2];
  if ([400, 403].includes(refusal.status) && field !== undefined && words !== undefined) {
    return { [field]: sentence(words, refusal.limit) };
  }
  return { form: refusalWords(refusal) };
}
