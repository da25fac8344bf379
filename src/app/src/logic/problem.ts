/*
 * problem.ts: where a refusal of a form belongs. The service's detail names the field first
 * ("handle: …", "handle is taken"); what names none stands above the button. Pure.
 */
import { NO_ANSWER, type Refusal } from '../api';
import { text } from '../messages/en';

export interface FormProblem {
  handle?: string;
  password?: string;
  form?: string;
}

function sentence(words: string): string {
  const trimmed = words.trim();
  const first = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}

/* The words of a refusal, for a place that has no fields. */
export function refusalWords(refusal: Refusal): string {
  if (refusal.status === NO_ANSWER) {
    return text.problem.offline;
  }
  if (refusal.status === 429) {
    return refusal.detail === '' ? text.problem.tooMany : sentence(refusal.detail);
  }
  if (refusal.status === 503) {
    return text.problem.busy;
  }
  if (refusal.detail !== '') {
    return sentence(refusal.detail);
  }
  return refusal.title === '' ? text.problem.unknown : sentence(refusal.title);
}

export function formProblem(refusal: Refusal): FormProblem {
  if (refusal.status === 409) {
    return { handle: text.sign.handleTaken };
  }
  if (refusal.status === 401) {
    return { form: text.sign.noMatch };
  }
  const named = /^(handle|password)\b(?! or)\s*:?\s*(.*)$/s.exec(refusal.detail);
  const words = named?.[2] ?? '';
  if (refusal.status === 400 && named?.[1] === 'handle' && words !== '') {
    return { handle: sentence(words) };
  }
  if (refusal.status === 400 && named?.[1] === 'password' && words !== '') {
    return { password: sentence(words) };
  }
  return { form: refusalWords(refusal) };
}
