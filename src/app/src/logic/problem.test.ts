import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readProblem } from '../api';
import { text as arabic } from '../messages/ar';
import '../messages/ar-said';
import { text as english } from '../messages/en';
import { setText } from '../messages/words';
import { formProblem, refusalWords } from './problem';

const refusal = (status: number, detail: string) =>
  readProblem(status, { type: 'about:blank', title: 'Malformed request', status, detail });

test('a detail that names a field goes to that field', () => {
  assert.deepEqual(formProblem(refusal(400, 'handle: small letters, a letter first')), {
    handle: 'Small letters, a letter first.',
  });
  assert.deepEqual(formProblem(refusal(400, 'password: too short')), { password: 'Too short.' });
  assert.deepEqual(formProblem(refusal(403, 'birth_date: you must be 13')), {
    birthDate: 'You must be 13.',
  });
  assert.deepEqual(formProblem(refusal(403, 'Nothing: of ours')), { form: 'Nothing: of ours.' });
});

test('a handle that is taken is said at the handle', () => {
  assert.deepEqual(Object.keys(formProblem(refusal(409, 'handle is taken'))), ['handle']);
});

test('what names both or none stands above the button', () => {
  for (const detail of ['handle or password: too short', 'Something else']) {
    assert.deepEqual(Object.keys(formProblem(refusal(400, detail))), ['form']);
  }
});

test('a wrong password tells nothing of which was wrong', () => {
  const problem = formProblem(refusal(401, 'Handle and password do not match.'));
  assert.deepEqual(problem, { form: 'Handle and password do not match.' });
});

test('an answer that is no problem document still gives words', () => {
  for (const body of [null, [], 'x', { detail: 3 }, {}]) {
    assert.ok(refusalWords(readProblem(500, body)).length > 0);
  }
  assert.match(refusalWords(readProblem(0, null)), /does not answer/);
});

test('in Arabic a refusal is said in Arabic, with its number', () => {
  setText(arabic);
  const long = readProblem(400, { detail: 'title: from 1 to this many characters', limit: 150 });
  assert.match(refusalWords(long), /^العنوان: من حرف واحد إلى \S+ حرفا\.$/);
  assert.match(
    formProblem(refusal(403, 'password: this is not your password')).password ?? '',
    /ليست/,
  );
  assert.match(refusalWords(readProblem(404, { title: 'Not found' })), /^لا شيء هنا\.$/);
  setText(english);
});

test('what has no Arabic is a sentence in English, apart', () => {
  setText(arabic);
  assert.equal(
    refusalWords(refusal(400, 'something that is new')),
    '\u2066Something that is new.\u2069',
  );
  setText(english);
});
