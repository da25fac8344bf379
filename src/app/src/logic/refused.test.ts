import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readProblem } from '../api';
import { whyNot } from './refused';

test('each reason for which the service does not take a statement is known', () => {
  const source = readFileSync('../wire/ctl.c', 'utf8');
  const said = [...source.matchAll(/\[STATEMENT_([A-Z_]+)\] = "([^"]+)"/g)];
  const found = said.map(([, name, words]) => {
    const refusal = readProblem(409, { detail: `statement: ${words}` });
    return `${name}: ${whyNot(refusal)}`;
  });
  assert.deepEqual(found, [
    'TAKEN: null',
    'MALFORMED: malformed',
    'NO_MEMBER: noMember',
    'OTHER_PLACE: otherPlace',
    'KNOWN: known',
    'OVERTAKEN: overtaken',
    'NO_MOVE: noMove',
    'OFFICE: null',
    'SAME_MEMBER: sameMember',
    'ERROR: null',
  ]);
});
