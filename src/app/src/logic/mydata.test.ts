import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  columnsOf,
  columnTitle,
  fieldsOf,
  groupsIn,
  joined,
  moreData,
  myData,
  rowTitle,
  valueWords,
} from './mydata';
import { more as arabic } from '../messages/ar-pages';
import { more as english } from '../messages/en-pages';
import { setMore } from '../messages/words-pages';

const field = (table: string, column: string, how = 'shown', reason: string | null = null) => ({
  store: 'app.db',
  table,
  column,
  class: 'protected',
  purpose: 'why',
  retention: 'how long',
  place: 'where',
  how,
  reason,
});

const sealed = {
  watches: [{ video: '1', watched_ms: 5, at_ms: 6 }],
  liked: [],
  not_interested: [{ video: '2' }],
  taste: [
    { about: '@ada', weight: -3 },
    { about: null, weight: 4 },
  ],
  months: [{ month: '2026-01', seen: 2, likes: 1, comment_likes: 3 }],
};

const served = {
  account: [{ handle: 'ada', commitment: 'c', id: '7' }],
  comet: [{ tail: 1 }],
  video: [{ id: '9', title: 'Cats' }],
  viewer_part: [{ sealed }],
  fields: [
    field('comet', 'tail'),
    field('account', 'id'),
    field('account', 'handle'),
    field('account', 'password', 'not shown', 'a hash'),
    field('video', 'title'),
    field('viewer_part', 'sealed'),
  ],
  next: '9',
};

test('what is served is grouped, and a table that nobody thought of is not lost', () => {
  const groups = groupsIn(myData(served));
  assert.deepEqual(
    groups.map((group) => [group.name, group.tables.map((table) => table.title)]),
    [
      ['you', ['Account']],
      ['videos', ['Videos']],
      ['watching', ['Watching and liking']],
      ['other', ['Comet']],
    ],
  );
  assert.deepEqual(groups[3]?.tables[0]?.rows, [{ tail: 1 }]);
  assert.deepEqual(
    fieldsOf(myData(served), 'not shown').map((f) => f.reason),
    ['a hash'],
  );
});

test('a row shows its columns in the order of the map, and what else it has', () => {
  const account = groupsIn(myData(served))[0]?.tables[0];
  assert.ok(account);
  assert.deepEqual(columnsOf(account, account.rows[0] ?? {}), ['id', 'handle', 'commitment']);
});

test('what the feed learned may be below nothing', () => {
  const { watching } = myData(served);
  assert.deepEqual(watching?.taste, sealed.taste);
  assert.deepEqual([watching?.watches, watching?.liked, watching?.months[0]?.comments], [1, 0, 3]);
});

test('an archive is one, unless it is said to be more', () => {
  assert.deepEqual([myData(served).archives, myData({ ...served, archives: 3 }).archives], [1, 3]);
});

test('older videos are added to those that are there', () => {
  const more = moreData({ video: [{ id: '8', title: 'Dogs' }], rendition: [], next: null });
  const all = joined(myData(served), more);
  assert.deepEqual(
    all.tables['video']?.map((row) => row['id']),
    ['9', '8'],
  );
  assert.equal(all.next, null);
  assert.equal(all.fields.length, 6);
});

test('values are said in words', () => {
  assert.equal(valueWords('email', null), 'none');
  assert.equal(valueWords('email', ''), 'none');
  assert.equal(valueWords('leaves_ms', 0), 'none');
  assert.equal(valueWords('copied', true), 'yes');
  assert.equal(valueWords('duration_ms', 61_000), '1:01');
  assert.equal(valueWords('used_day', 20_000), 'Oct 4, 2024');
  assert.equal(valueWords('original_bytes', 2048), '2.0 KB');
  assert.equal(valueWords('watches', 12_000), '12,000');
  assert.match(valueWords('created_ms', 1_772_600_768_000), /2026/);
  assert.equal(valueWords('at_ms', 61_000, 'picture_hash'), '1:01');
  assert.match(valueWords('at_ms', 1_772_600_768_000, 'notice'), /2026/);
  assert.notEqual(columnTitle('person_id', 'notice'), columnTitle('person_id', 'video'));
  assert.equal(columnTitle('birth_date'), 'Birth date');
  assert.equal(columnTitle('created_ms'), 'Created');
  assert.equal(rowTitle({ width: 180, height: 320 }, 0), '180 × 320');
  assert.equal(rowTitle({ id: '7' }, 2), '3');
});

test('a word that a column holds is said in the language', () => {
  assert.equal(valueWords('state', 'public', 'video'), 'public');
  setMore(arabic);
  assert.equal(valueWords('state', 'public', 'video'), 'منشور');
  assert.equal(valueWords('state', 'something else', 'video'), 'something else');
  assert.equal(valueWords('ground', 'law-other', 'report'), arabic.report.grounds['law-other']);
  assert.match(valueWords('label', 'Firefox on Linux', 'session'), /^.Firefox. على .Linux.$/);
  assert.equal(valueWords('label', 'Firefox on Linux', 'passkey'), 'Firefox on Linux');
  assert.match(columnTitle('trim_from_ms', 'video'), /^بداية/);
  setMore(english);
});

test('what is half there is not taken', () => {
  assert.throws(() => myData({ ...served, fields: [{}] }));
  assert.throws(() => myData({ ...served, viewer_part: [{ sealed: {} }] }));
});
