import { existsSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { cacheSnapshot } from '../../../test/store/heap-run.js';
import { programBytes } from '../../../test/store/program.js';
import { runFolder, temporaryFolder } from '../../../test/store/run-folder.js';
import { findingsOf } from '../../heap/findings.js';
import { openSnapshot } from '../../heap/open-snapshot.js';
import type { SqlResult, Store } from '../api.js';
import { openLiveRun, openRun } from '../index.js';
import { select, sqlite } from '../sqlite/engine.js';
import { keep, readKept, stampOf } from './kept.js';

const names = ['heap-4242-1.thheap', 'heap-4242-2.thheap', 'heap-4242-3.thheap'] as const;

/** A run whose cache grows; taken while `count`, then while both tasks, then while nobody but the module runs. */
function growing(): string {
  return runFolder({
    'trace-1.thtrace': programBytes(),
    [names[0]]: cacheSnapshot({ entries: 10, takenNs: 1050, label: 'one' }),
    [names[1]]: cacheSnapshot({ entries: 30, takenNs: 2250, label: 'two' }),
    [names[2]]: cacheSnapshot({ entries: 70, takenNs: 2900, label: "three'); DROP TABLE heap_type; --" }),
  });
}

async function opened(folder: string): Promise<Store> {
  const store = await openRun(folder);
  onTestFinished(() => store.close());
  return store;
}

async function ask(folder: string, text: string): Promise<SqlResult> {
  const store = await opened(folder);
  await store.prepareSql(text);
  return store.sql(text);
}

const kept = (folder: string, name: string) => join(folder, 'store', `${name}.json`);

test('how a type grew over the snapshots', async () => {
  const { rows, notice } = await ask(
    growing(),
    `SELECT s.label, t.count, t.shallow_bytes, t.retained_bytes FROM heap_types t JOIN heap_snapshots s ON s.id = t.snapshot_id
     WHERE t.type = 'Page' ORDER BY s.timestamp_ns`,
  );
  expect(rows).toEqual([
    ['one', 10, 1_000_000, 1_000_000],
    ['two', 30, 3_000_000, 3_000_000],
    ["three'); DROP TABLE heap_type; --", 70, 7_000_000, 7_000_000],
  ]);
  expect(notice).toBeNull();
});

test('which holders hold more than some bytes in any snapshot, by which steps', async () => {
  const folder = growing();
  const holders = await ask(
    folder,
    `SELECT s.file, h.name, h.retained_bytes, h.count, h.confidence, h.item_count, h.item_type, h.path
     FROM heap_holders h JOIN heap_snapshots s ON s.id = h.snapshot_id WHERE h.retained_bytes > 2e6 ORDER BY s.id`,
  );
  expect(holders.rows).toEqual([
    [names[1], 'shop.cache', 3_000_000 + 64 * 31, 31, 'medium', 30, 'Page', '/project/shop.py'],
    [names[2], 'shop.cache', 7_000_000 + 64 * 71, 71, 'medium', 70, 'Page', '/project/shop.py'],
  ]);
  const sentence = await ask(folder, 'SELECT sentence FROM heap_holders WHERE snapshot_id = 1 AND rank = 1');
  expect(sentence.rows[0][0]).toMatch(/^977 KiB is held by shop\.cache, through 10 Page objects; clearing it frees 11/);
  const steps = await ask(folder, 'SELECT edge, type, is_holder FROM heap_steps WHERE snapshot_id = 1 ORDER BY step');
  expect(steps.rows).toEqual([
    ['module shop', 'module', 0],
    ['.cache', 'dict', 1],
    ["['page-0']", 'Page', 0],
  ]);
});

test('in which ways objects are held, with the same words in every snapshot', async () => {
  const { rows } = await ask(
    growing(),
    `SELECT held_as, type, steps, group_concat(count, ' ') FROM heap_paths WHERE type = 'Page' GROUP BY held_as, type`,
  );
  const steps = [
    { edge: 'module shop', type: 'module' },
    { edge: '.cache', type: 'dict' },
    { edge: '[]', type: 'Page' },
  ];
  expect(rows).toEqual([['shop.cache[]', 'Page', JSON.stringify(steps), '10 30 70']]);
});

test('which calls ran when a snapshot was taken', async () => {
  const { rows } = await ask(
    growing(),
    `SELECT s.label, c.function FROM heap_snapshots s JOIN calls c ON c.process = s.process
       AND c.start_ns <= s.taken_ns AND s.taken_ns < c.start_ns + c.duration_ns
     WHERE c.thread = 1 AND s.id < 3 ORDER BY s.id, c.start_ns`,
  );
  expect(rows).toEqual([
    ['one', '<module>'],
    ['one', 'count'],
    ['two', '<module>'],
    ['two', 'Client.fetch'],
    ['two', 'Client.fetch'],
  ]);
});

test('what a snapshot says of itself is there without analysing it', async () => {
  const folder = growing();
  const text = `SELECT id, process, pid, reason, walker, python, timestamp_ns, taken_ns, rss_bytes, objects, edges, problem
    FROM heap_snapshots ORDER BY id LIMIT 1`;
  const { rows, notice } = await ask(folder, text);
  expect(rows).toEqual([
    [1, 1, 4242, 'api', 'native', '3.12.1', 1_700_000_000_000_001_050n, 1050, 50_000_000, 13, 12, null],
  ]);
  expect(notice).toBeNull();
  expect(existsSync(kept(folder, names[0]))).toBe(false);
  const store = await opened(folder);
  const waiting = store.sql('SELECT count(*) FROM heap_types');
  expect(waiting).toMatchObject({ rows: [[0]], notice: '3 heap snapshots were not analysed yet.' });
});

const SENTENCES = 'SELECT sentence FROM heap_holders ORDER BY snapshot_id';

/** Changes what is kept, so that it is seen whether it was used. */
function mark(folder: string, name: string): void {
  const path = kept(folder, name);
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll(' is held by ', ' IS KEPT BY '));
}

const isMarked = ({ rows }: SqlResult) => rows.map(([sentence]) => String(sentence).includes('IS KEPT BY'));

test('what was found out is kept, and believed as long as the snapshot is the same', async () => {
  const folder = growing();
  expect(isMarked(await ask(folder, SENTENCES))).toEqual([false, false, false]);
  for (const name of names) mark(folder, name);
  expect(isMarked(await ask(folder, SENTENCES))).toEqual([true, true, true]);
  // A copy has another time, and the same bytes.
  utimesSync(join(folder, names[0]), 1_600_000_000, 1_600_000_000);
  writeFileSync(join(folder, names[1]), cacheSnapshot({ entries: 30, takenNs: 2251, label: 'two' }));
  writeFileSync(join(folder, names[2]), cacheSnapshot({ entries: 71, takenNs: 2900 }));
  expect(isMarked(await ask(folder, SENTENCES))).toEqual([true, false, false]);
});

test.each<[what: string, damage: (text: string) => string]>([
  ['is no JSON', (text) => text.slice(0, -2)],
  ['is of another analysis', (text) => text.replace('"analysis":"', '"analysis":"not ')],
  ['has a text for a number', (text) => text.replace(/"retainedBytes":\d+/, '"retainedBytes":"many"')],
  ['has no holders', (text) => text.replace('"holders":', '"others":')],
])('what is kept and %s is found out again', async (_what, damage) => {
  const folder = growing();
  await ask(folder, SENTENCES);
  mark(folder, names[0]);
  writeFileSync(kept(folder, names[0]), damage(readFileSync(kept(folder, names[0]), 'utf8')));
  const again = await ask(folder, SENTENCES);
  expect(again.rows).toHaveLength(3);
  expect(isMarked(again)).toEqual([false, false, false]);
});

test('a damaged snapshot is a row that says so', async () => {
  const folder = growing();
  const whole = readFileSync(join(folder, names[1]));
  writeFileSync(join(folder, names[1]), whole.subarray(0, 200));
  writeFileSync(join(folder, names[2]), cacheSnapshot({ entries: 70, takenNs: 2900, isCut: true }));
  writeFileSync(join(folder, 'text.thheap'), 'just a text');
  const text = `SELECT s.file, s.problem, count(t.type) FROM heap_snapshots s LEFT JOIN heap_types t ON t.snapshot_id = s.id
    GROUP BY s.id ORDER BY s.file`;
  const { rows, notice } = await ask(folder, text);
  expect(rows).toEqual([
    [names[0], null, 3],
    [names[1], 'The file ends within a chunk: its last 89 bytes cannot be read.', 0],
    [names[2], 'The snapshot was not written to its end.', 3],
    ['text.thheap', expect.stringContaining('is not a heap snapshot'), 0],
  ]);
  expect(notice).toBe('2 heap snapshots could not be analysed: see problem in heap_snapshots.');
});

test('who stops the analysis keeps what was done', async () => {
  const folder = growing();
  const store = await opened(folder);
  const stop = new AbortController();
  const seen: string[] = [];
  const stopped = store.prepareSql(SENTENCES, {
    signal: stop.signal,
    progress: ({ snapshot, of }) => {
      seen.push(`${snapshot} of ${of}`);
      if (snapshot === 2) stop.abort(new Error('enough'));
    },
  });
  await expect(stopped).rejects.toThrow('enough');
  expect(seen[0]).toBe('1 of 3');
  expect(readdirSync(join(folder, 'store')).filter((name) => name.endsWith('.thheap.json'))).toEqual([
    `${names[0]}.json`,
  ]);
  const { rows, notice } = store.sql(SENTENCES);
  expect([rows.length, notice]).toEqual([1, '2 heap snapshots were not analysed yet.']);
});

test('names that a program chose stay what they are', async () => {
  const type = "<img src=x>'; DROP TABLE heap_type; --\u0000\u001b[31m";
  const folder = runFolder({
    'trace-1.thtrace': programBytes(),
    'heap-1-1.thheap': cacheSnapshot({ entries: 10, takenNs: 5, pid: 1, type }),
  });
  const { rows } = await ask(folder, 'SELECT count(*), max(process) FROM heap_types, heap_snapshots WHERE count = 10');
  expect(rows).toEqual([[1, null]]);
  const again = await ask(folder, "SELECT type FROM heap_types WHERE type LIKE '%DROP TABLE%'");
  expect(again.rows).toEqual([[`\u0001${JSON.stringify(type)}`]]);
});

test('a run that goes on has the snapshots that were taken so far', async () => {
  const folder = growing();
  rmSync(join(folder, names[2]));
  const live = await openLiveRun(folder);
  onTestFinished(() => live.close());
  const text = "SELECT count FROM heap_types WHERE type = 'Page' ORDER BY 1";
  await live.prepareSql(text);
  expect(live.sql(text).rows).toEqual([[10], [30]]);
  writeFileSync(join(folder, names[2]), cacheSnapshot({ entries: 70, takenNs: 2900 }));
  expect(live.sql(text).notice).toBe('1 heap snapshot was not analysed yet.');
  await live.prepareSql(text);
  expect(live.sql(text)).toMatchObject({ rows: [[10], [30], [70]], notice: null });
});

test('the export has what was found out so far', async () => {
  const folder = growing();
  await ask(folder, SENTENCES);
  rmSync(kept(folder, names[2]));
  const store = await opened(folder);
  const path = join(temporaryFolder(), 'out.sqlite');
  await store.exportSqlite(path);
  const engine = await sqlite();
  const database = new engine.Database(readFileSync(path));
  onTestFinished(() => database.close());
  expect([...select(database, 'PRAGMA integrity_check')]).toEqual([['ok']]);
  expect([...select(database, 'SELECT count(*) FROM heap_snapshots')]).toEqual([[3]]);
  expect([...select(database, 'SELECT count(*) FROM calls')]).toEqual([[11]]);
  const types = "SELECT count FROM heap_types WHERE type = 'Page' ORDER BY 1";
  expect([...select(database, types)]).toEqual([[10], [30]]);
});

test('nothing is put beside a snapshot that lies in no run', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'found.thheap');
  writeFileSync(path, cacheSnapshot({ entries: 1, takenNs: 1 }));
  const stamp = stampOf(path);
  if (stamp === null) throw new Error('it was written');
  expect(
    keep(
      path,
      stamp,
      findingsOf(await openSnapshot(path), () => null),
    ),
  ).toBe(false);
  expect(readKept(path)).toBeNull();
  expect(readdirSync(folder)).toEqual(['found.thheap']);
});
