import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { TraceWriter } from '../../format/writer.js';
import { programBytes } from '../../../test/store/program.js';
import { runFolder, temporaryFolder } from '../../../test/store/run-folder.js';
import type { Store } from '../api.js';
import { openRun } from '../index.js';
import { select, sqlite } from './engine.js';

async function opened(): Promise<Store> {
  const store = await openRun(runFolder({ 'trace-1.thtrace': programBytes() }));
  onTestFinished(() => store.close());
  return store;
}

test.each([
  [
    'SELECT function, event FROM calls WHERE depth = 2',
    [
      ['fact', 'return'],
      ['work', 'return'],
    ],
  ],
  [
    "SELECT arguments(id), locals(id), result(id) FROM calls WHERE function = 'fact' ORDER BY id LIMIT 1",
    [['{"n":2}', '{"n":2,"rest":1}', '2']],
  ],
  ["SELECT exception(id) ->> '$.type' FROM calls WHERE event = 'unwind'", [['ValueError']]],
  ["SELECT arguments(id) FROM calls WHERE function = 'work' LIMIT 1", [[null]]],
  [
    "SELECT self_ns, active_ns, duration_ns FROM calls WHERE function = 'Client.fetch' ORDER BY id LIMIT 1",
    [[300, 400, 700]],
  ],
  ["SELECT self_ns FROM calls WHERE function = 'fact' ORDER BY id LIMIT 1", [[250]]],
  [
    "SELECT task, type FROM calls WHERE function = 'Client.fetch' ORDER BY id",
    [
      ['Task-1', 'coroutine'],
      ['Task-2', 'coroutine'],
    ],
  ],
  [
    "SELECT caller_path, user_code_call_site_path, user_code_call_site_line FROM calls WHERE function = 'fail'",
    [['/usr/lib/python3/runpy.py', '/project/main.py', 40]],
  ],
  ["SELECT timestamp_ns FROM calls WHERE function = 'fail'", [[1_700_000_000_000_000_500n]]],
  [
    "SELECT qualname, type, calls, resumes, self_ns FROM functions WHERE qualname = 'count'",
    [['count', 'generator', 1, 1, 150]],
  ],
  [
    'SELECT caller_qualname, callee_qualname, calls FROM edges WHERE caller_id IS NULL ORDER BY 2',
    [
      [null, '<module>', 1],
      [null, 'work', 1],
    ],
  ],
  [
    'SELECT line, callee_qualname, calls FROM sites WHERE line = 5 ORDER BY 2',
    [
      [5, 'fact', 1],
      [5, 'work', 1],
    ],
  ],
  [
    'SELECT name, coroutine FROM tasks',
    [
      ['Task-1', 'Client.fetch'],
      ['Task-2', 'Client.fetch'],
    ],
  ],
  [
    'SELECT name, calls, max_depth FROM threads ORDER BY thread',
    [
      ['MainThread', 9, 3],
      ['worker', 2, 2],
    ],
  ],
  ['SELECT pid, complete, argv FROM processes', [[4242, 1, '["main.py"]']]],
  ['SELECT count(*) FROM problems', [[0]]],
  ["VALUES (1, x'00ff')", [[1, Uint8Array.of(0, 255)]]],
  ['-- a comment\nWITH x AS (SELECT 9007199254740993 AS big) SELECT big, 1.5 FROM x;', [[9_007_199_254_740_993n, 1.5]]],
  ["SELECT count(*) FROM pragma_table_info('calls')", [[36]]],
])('%s', async (text, rows) => {
  expect((await opened()).sql(text).rows).toEqual(rows);
});

test.each([
  'DELETE FROM function',
  'WITH x AS (SELECT 1) DELETE FROM function',
  'INSERT INTO call_row SELECT * FROM call_row',
  'SELECT 1; SELECT 2',
  'SELECT 1; DROP TABLE function',
  'PRAGMA query_only = OFF',
  'PRAGMA writable_schema(1)',
  "ATTACH 'x' AS y",
  "SELECT load_extension('x')",
  'CREATE TEMP TABLE t(x)',
  'VACUUM',
  'SELEC 1',
  'SELECT nothing FROM calls',
  '',
  '-- nothing',
])('refused: %s', async (text) => {
  const store = await opened();
  expect(() => store.sql(text)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
  expect(store.sql('SELECT count(*) FROM calls').rows).toEqual([[11]]);
});

test('what the calls table leaves out is said', async () => {
  const store = await opened();
  const part = store.sql('SELECT count(*) FROM calls', { maxCalls: 3 });
  expect(part.rows).toEqual([[3]]);
  expect(part.notice).toContain('first 3 calls');
  // No notice where calls are not asked for, though their name occurs.
  expect(store.sql('SELECT sum(calls) FROM functions', { maxCalls: 3 })).toMatchObject({ rows: [[11]], notice: null });
  expect(store.sql('SELECT count(*) FROM calls', { qualname: 'fact' })).toMatchObject({ rows: [[3]], notice: null });
  expect(store.sql('SELECT count(*) FROM calls', { qualname: 'nobody' })).toMatchObject({ rows: [[0]], notice: null });
  const between = store.sql('SELECT function FROM calls ORDER BY id', { fromNs: 460, toNs: 700 });
  expect(between.rows).toEqual([['<module>'], ['fail']]);
});

test('the export is a plain SQLite file with all calls', async () => {
  const store = await opened();
  const path = join(temporaryFolder(), 'out.sqlite');
  const seen: number[] = [];
  await store.exportSqlite(path, { progress: ({ fraction }) => seen.push(fraction) });
  const engine = await sqlite();
  const database = new engine.Database(readFileSync(path));
  onTestFinished(() => database.close());
  expect([...select(database, 'PRAGMA integrity_check')]).toEqual([['ok']]);
  expect([...select(database, 'SELECT count(*) FROM calls')]).toEqual([[11]]);
  expect([...select(database, 'SELECT id, function, self_ns FROM calls')]).toEqual(
    store.sql('SELECT id, function, self_ns FROM calls').rows,
  );
  const refused = store.exportSqlite(path, { signal: AbortSignal.abort(new Error('enough')) });
  await expect(refused).rejects.toThrow('enough');
});

test('a name that SQLite cannot hold comes back whole', async () => {
  const trace = new TraceWriter();
  trace.thread('\u0001a\0b').call(trace.function({ qualname: 'f' }), 1);
  const folder = runFolder({ 'trace-1.thtrace': trace.end().bytes() });
  for (const rebuild of [true, false]) {
    const store = await openRun(folder, { rebuild });
    expect(store.threads()[0].name).toBe('\u0001a\0b');
    store.close();
  }
});

test.each([
  ['SELECT 1 FROM call', 'no such table: call. The tables are calls, edges, functions, '],
  ['SELECT name FROM functions', 'no such column: name. The columns of functions are '],
  [
    'SELECT f.nowhere FROM functions f JOIN threads t',
    /^no such column: f\.nowhere\. The columns of functions are .*\bqualname\b.*\. The columns of threads are .*\bnative_id\b.*\.$/,
  ],
  ['SELECT nowhere', 'no such column: nowhere. The tables are calls, '],
  ['SELECT FROM', /^near "FROM": syntax error$/],
])('%s: what there is', async (text, message) => {
  const store = await opened();
  expect(() => store.sql(text)).toThrow(message);
});
