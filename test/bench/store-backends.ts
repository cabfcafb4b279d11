/**
 * `npm run bench -- store-backends`: where chunks of calls should live. The same chunks, as large as those of real
 * calls, appended and read back at random from a file of their own, an attached in-memory database of sql.js, and its
 * main database. Each in a process of its own.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataFile } from '../../src/store/data-file.js';
import { sqlite } from '../../src/store/sqlite/engine.js';

const folder = join(import.meta.dirname, '..', '..', '.cache', 'bench', 'backends');
/** Of 16,384 calls: 10 million calls are 611 chunks; here four times as many. */
const CHUNKS = 2442;
const CHUNK_BYTES = 140_000;
const READS = 500;

interface Backend {
  append(bytes: Uint8Array): void;
  read(number: number): Uint8Array;
  /** Makes it last, and gives back what a new process needs to have it again. */
  save(): void;
  reopen(): void;
}

function file(): Backend {
  const path = join(folder, 'chunks.thcols');
  rmSync(path, { force: true });
  const data = DataFile.create(path);
  return {
    append: (bytes) => void data.append(bytes),
    read: (number) => data.read(number * CHUNK_BYTES, CHUNK_BYTES),
    save: () => {},
    reopen: () => DataFile.open(path).close(),
  };
}

async function database(schema: 'main' | 'attached'): Promise<Backend> {
  const engine = await sqlite();
  const path = join(folder, `${schema}.sqlite`);
  const db = new engine.Database();
  if (schema === 'attached') db.exec("ATTACH ':memory:' AS attached");
  db.exec(
    `PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; CREATE TABLE ${schema}.chunk(number INTEGER PRIMARY KEY, bytes BLOB)`,
  );
  const insert = db.prepare(`INSERT INTO ${schema}.chunk VALUES (?, ?)`);
  const select = db.prepare(`SELECT bytes FROM ${schema}.chunk WHERE number = ?`);
  let count = 0;
  db.exec('BEGIN');
  return {
    append: (bytes) => insert.run([count++, bytes]),
    read: (number) => select.get([number])[0] as Uint8Array,
    save: () => {
      db.exec('COMMIT');
      // export() leaves attached databases out: their rows have to be copied into the main one first.
      if (schema === 'attached') db.exec('CREATE TABLE chunk AS SELECT * FROM attached.chunk');
      writeFileSync(path, db.export());
    },
    reopen: () => {
      const again = new engine.Database(readFileSync(path));
      again.exec('SELECT count(*) FROM chunk');
      again.close();
    },
  };
}

const backends: Record<string, () => Backend | Promise<Backend>> = {
  'file of its own': file,
  'sql.js, attached :memory:': () => database('attached'),
  'sql.js, main database': () => database('main'),
};

function seconds(work: () => void): string {
  const begin = performance.now();
  work();
  return `${((performance.now() - begin) / 1000).toFixed(2)} s`;
}

async function measure(name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const backend = await backends[name]();
  const chunk = new Uint8Array(CHUNK_BYTES).map((_, at) => at * 7);
  const appended = seconds(() => {
    for (let number = 0; number < CHUNKS; number++) backend.append(chunk);
  });
  const peak = process.resourceUsage().maxRSS * 1024;
  const begin = performance.now();
  for (let read = 0; read < READS; read++) backend.read((read * 7919) % CHUNKS);
  const each = (performance.now() - begin) / READS;
  const saved = seconds(() => backend.save());
  const reopened = seconds(() => backend.reopen());
  const cells = [appended, `${(peak / 1e6).toFixed(0)} MB`, `${each.toFixed(3)} ms`, saved, reopened];
  console.log(name.padEnd(28) + cells.map((cell) => cell.padStart(12)).join(''));
}

const [, , chosen] = process.argv;
if (chosen === undefined) {
  console.log(`${CHUNKS} chunks of ${CHUNK_BYTES} bytes: ${(CHUNKS * CHUNK_BYTES) / 1e6} MB, 40 million calls`);
  const titles = ['append', 'peak RSS', 'read one', 'save', 'reopen'];
  console.log(''.padEnd(28) + titles.map((title) => title.padStart(12)).join(''));
  for (const name of Object.keys(backends)) {
    spawnSync(process.execPath, [...process.execArgv, process.argv[1], name], { stdio: 'inherit' });
  }
  rmSync(folder, { recursive: true, force: true });
} else {
  await measure(chosen);
}
