import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filterQuery, noFilter, ORDERS, readFilter, SOURCES, STATES } from './queue-filter';
import { KINDS } from './statement';

test('each filter is in the address, and is read there again', () => {
  for (const state of STATES) {
    for (const kind of [null, ...KINDS]) {
      for (const from of [null, ...SOURCES]) {
        for (const order of ORDERS) {
          const of = { state, kind, from, ground: 'law-privacy', order };
          assert.deepEqual(readFilter(filterQuery(of)), of);
        }
      }
    }
  }
});

test('what goes without saying is not in the address', () => {
  assert.equal(filterQuery(noFilter), '');
  assert.equal(filterQuery({ ...noFilter, state: 'decided', order: 'newest' }), '?state=decided');
  assert.equal(
    filterQuery({ ...noFilter, kind: 'comment', order: 'most' }),
    '?kind=comment&order=most',
  );
});

test('an address that somebody typed is read as far as it is known', () => {
  assert.deepEqual(readFilter(''), noFilter);
  assert.deepEqual(
    readFilter('?state=all&kind=thing&from=me&ground=%3Cb%3E&order=best&other=1'),
    noFilter,
  );
});
