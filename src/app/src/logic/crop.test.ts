import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moveCrop, squareOf, wholeCrop } from './crop';

const wide = { width: 400, height: 200 };

test('as large as can be, in the middle', () => {
  assert.deepEqual(squareOf(wide, wholeCrop), { left: 100, top: 0, side: 200 });
  assert.deepEqual(squareOf(wide, { ...wholeCrop, zoom: 2 }), { left: 150, top: 50, side: 100 });
});

test('never past an edge, however far it is moved or zoomed', () => {
  for (const zoom of [0, 1, 1.7, 4, 90]) {
    for (const by of [-3, -0.4, 0, 0.4, 3]) {
      const { left, top, side } = squareOf(wide, moveCrop(wide, { ...wholeCrop, zoom }, by, -by));
      assert.ok(left >= 0 && top >= 0, `${zoom} ${by}`);
      assert.ok(left + side <= 400.001 && top + side <= 200.001, `${zoom} ${by}`);
    }
  }
});

test('at an edge it turns around at once', () => {
  const atEdge = moveCrop(wide, wholeCrop, 9, 0);
  const back = squareOf(wide, moveCrop(wide, atEdge, -0.25, 0));
  assert.deepEqual(back, { left: 150, top: 0, side: 200 });
});
