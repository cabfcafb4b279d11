import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rootOf, select, sqlite } from './engine.js';
import { TablePageWriter } from './page-writer.js';

const TABLE = 'CREATE TABLE call_row(id INTEGER PRIMARY KEY, a INTEGER, b INTEGER, c INTEGER)';

type Row = readonly [id: number, values: readonly (number | null)[]];

/** The rows as SQLite reads them back, after it has checked the whole file. */
async function written(rows: readonly Row[], pageSize: number): Promise<readonly unknown[]> {
  const engine = await sqlite();
  const empty = new engine.Database();
  empty.exec(`PRAGMA page_size = ${pageSize}; ${TABLE}; CREATE TABLE other(x); INSERT INTO other VALUES (1)`);
  const root = rootOf(empty, 'call_row');
  const image = empty.export();
  empty.close();
  const pages: Uint8Array[] = [];
  const writer = new TablePageWriter(image, root, {
    append: (page) => void pages.push(page),
    patch: (offset, bytes) => image.set(bytes, offset),
  });
  for (const [id, values] of rows) writer.row(id, values);
  writer.finish();
  const database = new engine.Database(Buffer.concat([image, ...pages]));
  try {
    expect([...select(database, 'PRAGMA integrity_check')]).toEqual([['ok']]);
    return [...select(database, 'SELECT * FROM call_row ORDER BY id')];
  } finally {
    database.close();
  }
}

const cell = fc.option(
  fc.oneof(
    fc.integer({ min: -300, max: 300 }),
    fc.maxSafeInteger(),
    fc.constantFrom(0, 1, 127, 128, -128, -129, 2 ** 15, 2 ** 23, -(2 ** 23) - 1, 2 ** 31, 2 ** 47, -(2 ** 47) - 1),
  ),
  { nil: null },
);
const anyRow = fc.tuple(fc.integer({ min: 1, max: 2 ** 40 }), fc.tuple(cell, cell, cell));

test('SQLite reads back what was written, whatever the integers', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(anyRow, { selector: ([id]) => id, maxLength: 200 }),
      fc.constantFrom(512, 4096),
      async (rows, pageSize) => {
        const sorted = rows.toSorted(([a], [b]) => a - b);
        expect(await written(sorted, pageSize)).toEqual(sorted.map(([id, values]) => [id, ...values]));
      },
    ),
    { numRuns: 60 },
  );
});

test('a table of several levels of pages', async () => {
  const rows = Array.from({ length: 60_000 }, (_, at): Row => [4_294_967_296 + 3 * at, [at, -at, null]]);
  const read = await written(rows, 512);
  expect(read).toHaveLength(rows.length);
  expect(read[59_999]).toEqual([4_294_967_296 + 3 * 59_999, 59_999, -59_999, null]);
});
