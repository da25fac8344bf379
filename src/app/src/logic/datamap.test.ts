import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError } from '../decode';
import { countOf, dataMap, wantedRows } from './datamap';

const row = {
  class: 'protected',
  column: 'sealed',
  place: 'edged’s database, sealed with the person’s key',
  purpose: 'a person’s own watch history',
  retention: 'until the account ends',
  sealed: { field: 1, version: 1 },
  store: 'app.db',
  table: 'watch_sealed',
};
const file = {
  ...row,
  class: 'public',
  sealed: undefined,
  store: 'files',
  table: 'ledger',
  column: 'vkey',
};
const served = { rows: [row, file], type: 'data-map', v: 1, version: 3 };

test('the map is read, with the names of fields and files', () => {
  const map = dataMap(served);
  assert.equal(map.version, 3);
  assert.deepEqual(
    map.rows.map((field) => [field.name, field.sealed]),
    [
      ['watch_sealed.sealed', true],
      ['ledger/vkey', false],
    ],
  );
  assert.equal(countOf(map, 'protected'), 1);
  assert.equal(countOf(map, 'excepted'), 0);
});

test('a row without one of its texts, or of an unknown class, is not read at all', () => {
  for (const name of ['class', 'column', 'place', 'purpose', 'retention', 'store', 'table']) {
    assert.throws(() => dataMap({ ...served, rows: [{ ...row, [name]: undefined }] }), ShapeError);
  }
  assert.throws(() => dataMap({ ...served, rows: [{ ...row, class: 'secret' }] }), ShapeError);
});

test('a search finds rows that hold every word, in any order, of the class that is chosen', () => {
  const map = dataMap(served);
  const names = (words: string, wanted: 'public' | 'protected' | null): string[] =>
    wantedRows(map, { words, class: wanted }, (served) => `${served}, or so`).map(
      (field) => field.name,
    );
  assert.deepEqual(names('', null), ['watch_sealed.sealed', 'ledger/vkey']);
  assert.deepEqual(names('  HISTORY watch ', 'protected'), ['watch_sealed.sealed']);
  assert.deepEqual(names('vkey', 'protected'), []);
  assert.deepEqual(names('vkey nothing', null), []);
  assert.deepEqual(names('vkey so', null), ['ledger/vkey']);
});
