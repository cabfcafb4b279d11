/** What SQL tells of the heap snapshots of a real program, and what is kept of them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Workplace, lastLine, newest } from './support/cli.js';

const program = `
import tracehold

pages = {}

class Page:
    def __init__(self, number):
        self.text = bytearray(100_000)

def fill(count):
    for _ in range(count):
        pages[len(pages)] = Page(len(pages))
    tracehold.snapshot(f"after {len(pages)}")

fill(10)
fill(20)
fill(40)
`;

let work: Workplace;
let run: string;

beforeAll(async () => {
  work = new Workplace();
  const target = ['--python', newest.path, '--out', 'pages', '--', work.write('pages.py', program)];
  const { code, stderr } = await work.tracehold(['record', ...target]);
  if (code !== 0) throw new Error(stderr);
  run = lastLine(stderr);
});
afterAll(() => work.remove());

interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  readonly notice: string | null;
}

const ask = (text: string) => work.json<Answer>('sql', run, text);

test('what a type became over the snapshots, and who held it while which calls ran', async () => {
  const grown = await ask(
    `SELECT s.label, t.count FROM heap_types t JOIN heap_snapshots s ON s.id = t.snapshot_id
     WHERE t.type = '__main__.Page' ORDER BY s.timestamp_ns`,
  );
  expect(grown).toEqual({
    columns: ['label', 'count'],
    rows: [
      ['after 10', 10],
      ['after 30', 30],
      ['after 70', 70],
    ],
    notice: null,
  });
  const holders = await ask(
    `SELECT s.label, h.name, h.line, h.idiom FROM heap_holders h JOIN heap_snapshots s ON s.id = h.snapshot_id
     WHERE h.retained_bytes > 2e6 ORDER BY s.id, h.rank`,
  );
  const storing = program.split('\n').findIndex((line) => line.includes('pages[len(pages)] =')) + 1;
  expect(holders.rows).toEqual([
    ['after 30', '__main__.pages', storing, null],
    ['after 70', '__main__.pages', storing, null],
  ]);
  const running = await ask(
    `SELECT s.id, c.function FROM heap_snapshots s JOIN calls c ON c.process = s.process
       AND c.start_ns <= s.taken_ns AND s.taken_ns < c.start_ns + c.duration_ns ORDER BY s.id, c.depth`,
  );
  expect(running.rows).toEqual(
    [1, 2, 3].flatMap((id) => [
      [id, '<module>'],
      [id, 'fill'],
    ]),
  );
});

test('what was found out answers the next time', async () => {
  const { rows } = await ask('SELECT file FROM heap_snapshots ORDER BY id DESC LIMIT 1');
  const file = String(rows[0][0]);
  // Of the snapshot alone: with those before it, what grew is found out, too.
  const snapshot = join(run, file);
  const found = await work.json<{ verdict: string }>('heap', 'verdict', snapshot);
  expect(found.verdict).toMatch(/ is held by __main__\.pages, through 70 __main__\.Page objects; /);
  const kept = join(run, 'store', `${file}.json`);
  writeFileSync(kept, readFileSync(kept, 'utf8').replaceAll(' is held by ', ' IS KEPT BY '));
  expect((await work.json<{ verdict: string }>('heap', 'verdict', snapshot)).verdict).toContain(' IS KEPT BY ');
  const text = await work.tracehold(['heap', 'types', run]);
  expect(text.stdout).toMatch(/ 70 +__main__\.Page\n/);
});
