/** What several snapshots of one program say together, and what would be free without what. */
import { readFileSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Workplace, lastLine, pythons } from './support/cli.js';

/** A leak of 25 small objects in each round, beside a large table that stays, and cycles that nobody collects. */
const program = `
import gc
import tracehold

class Entry:
    def __init__(self, number):
        self.lines = [number] * 10

class Node:
    pass

cache = {}
second = []
table = [bytearray(1000) for _ in range(2000)]

def work(turn):
    for number in range(25):
        cache[f"{turn}.{number}"] = Entry(number)

for turn in range(4):
    work(turn)
    tracehold.snapshot(f"turn {turn}")
gc.collect()
gc.disable()
for number in range(50):
    one, other = Node(), Node()
    one.other, other.one = other, one
del one, other
second.append(cache["0.0"])
print(id(cache["0.0"]), flush=True)
tracehold.snapshot("last")
`;

interface Step {
  readonly edge: string;
  readonly type: string;
  readonly location: { readonly line: number | null } | null;
  readonly holder?: true;
}

let work: Workplace;
beforeAll(() => {
  work = new Workplace();
  work.write('leak.py', program);
});
afterAll(() => work.remove());

describe.each(pythons)('Python $version', ({ path: python }) => {
  let run: string;
  let snapshots: string[];
  let id: string;
  beforeAll(async () => {
    const out = `run-${python.replaceAll('/', '_')}`;
    const { code, stdout, stderr } = await work.tracehold([
      'record',
      '--python',
      python,
      '--out',
      out,
      '--',
      'leak.py',
    ]);
    if (code !== 0) throw new Error(stderr);
    run = lastLine(stderr);
    id = stdout.trim();
    const numberOf = (name: string) => Number(/-(\d+)\.thheap$/.exec(name)?.[1]);
    const names = readdirSync(run).filter((name) => name.endsWith('.thheap'));
    snapshots = names.toSorted((a, b) => numberOf(a) - numberOf(b)).map((name) => `${run}/${name}`);
  });

  test('a leak that is small grows in every step, and its holder is named', async () => {
    const answer = await work.json<{
      readonly verdict: string;
      readonly holders: readonly { path: Step[]; holder: string; items: string; count: number[]; even: boolean }[];
    }>('heap', 'growth', ...snapshots.slice(0, 4));
    expect(answer.verdict).toMatch(
      /^__main__\.cache grew in every step, by 75 __main__\.Entry objects \(about 25 each/,
    );
    const [best] = answer.holders;
    expect(best).toMatchObject({ holder: '__main__.cache', count: [25, 50, 75, 100], even: true });
    const holder = best.path.find((step) => step.holder === true);
    expect(program.split('\n')[(holder?.location?.line ?? 0) - 1]?.trim()).toMatch(/^cache\[f"/);
    const text = await work.tracehold(['heap', 'growth', ...snapshots.slice(0, 4)]);
    expect(text.stdout).toMatch(/\+75 __main__\.Entry/);
    expect(text.stdout).toMatch(/\+75\s+\+25 \+25 \+25\s+__main__\.Entry/);
  });

  test('of a run all snapshots are meant: what did not grow in the last step is not told', async () => {
    const answer = await work.json<{ snapshots: string[]; holders: { holder: string }[] }>('heap', 'growth', run);
    expect(answer.snapshots).toHaveLength(5);
    expect(answer.holders.map(({ holder }) => holder)).not.toContain('__main__.cache');
  });

  test('who asks for the verdict of a run with several snapshots is told of growth', async () => {
    const [ofRun, ofFile] = await Promise.all(
      [run, snapshots[4]].map((one) => work.tracehold(['heap', 'verdict', one])),
    );
    expect(ofRun.stdout).toMatch(/5 snapshots to the next: 'heap growth'/);
    expect(ofFile.stdout).not.toMatch(/growth/);
  });

  test('from one snapshot to the next', async () => {
    const answer = await work.json<{
      readonly matching: string;
      readonly types: readonly { type: string; count: number[]; moves: { created: number; gone: number } }[];
      readonly paths: readonly { path: { edge: string; type: string }[]; count: number[] }[];
      readonly grown: readonly { path: Step[]; references: number[] }[];
    }>('heap', 'diff', snapshots[0], snapshots[1]);
    expect(answer.matching).toBe('addresses');
    expect(answer.types.find(({ type }) => type === '__main__.Entry')).toMatchObject({
      count: [25, 50],
      moves: { created: 25, gone: 0 },
    });
    const entries = answer.paths.find(({ path }) => path.at(-1)?.type === '__main__.Entry');
    expect(entries).toMatchObject({ count: [25, 50] });
    expect(entries?.path.map(({ edge }) => edge)).toEqual(['module __main__', '.cache', '[]']);
    const cache = answer.grown.find(({ path }) => path.at(-1)?.edge === '.cache');
    // A key and a value for each.
    expect(cache?.references).toEqual([50, 100]);
    const text = await work.tracehold(['heap', 'diff', snapshots[0], snapshots[1]]);
    expect(text.stdout).toMatch(/\+25\s+25\s+0\s+.*__main__\.Entry/);
    const same = await work.tracehold(['heap', 'diff', snapshots[0], snapshots[0]]);
    expect(same.stdout).toMatch(/^as many bytes, as many objects: 0 are new/);
  });

  test('what is not held any more without a reference, and all ways by which an object is held', async () => {
    const whatIf = (...args: string[]) =>
      work.json<{ references: number; freedCount: number; types: { type: string; count: number }[] }>(
        'heap',
        'what-if',
        snapshots[4],
        ...args,
      );
    // One of a hundred is held by the other list as well.
    const cleared = await whatIf('--clear', '__main__.cache');
    expect(cleared.types.find(({ type }) => type === '__main__.Entry')).toMatchObject({ count: 99 });
    const table = await whatIf('--cut', '__main__.table');
    expect(table).toMatchObject({ references: 1, freedCount: 2001 });
    const held = await whatIf('--cut', "__main__.cache['0.0']");
    expect(held.freedCount).toBe(0);
    const all = await whatIf('--id', id);
    expect(all.references).toBe(2);
    expect(all.types.find(({ type }) => type === '__main__.Entry')).toMatchObject({ count: 1 });

    const ways = await work.json<{ path: Step[] }[]>('heap', 'paths', snapshots[4], '--id', id);
    const edges = ways.map(({ path }) => path.map(({ edge }) => edge).join(' '));
    expect(
      edges.some((text) => text.includes('.second [0]')),
      edges.join('\n'),
    ).toBe(true);
    const text = await work.tracehold(['heap', 'paths', snapshots[4], '--id', id]);
    expect(text.stdout).toMatch(/way 1\n/);
  });

  test('cycles that nobody collected are counted', async () => {
    const types = await work.json<{ type: string; count: number; unreachableCount: number }[]>(
      'heap',
      'types',
      snapshots[4],
    );
    expect(types.find(({ type }) => type === '__main__.Node')).toMatchObject({ count: 100, unreachableCount: 100 });
    expect(types.find(({ type }) => type === '__main__.Entry')).toMatchObject({ unreachableCount: 0 });
    const text = await work.tracehold(['heap', 'types', snapshots[4]]);
    expect(text.stdout).toMatch(/held by nothing but cycles of their own \(most of it: .*100 __main__\.Node/);
  });

  test('for other tools', async () => {
    const file = work.path('out.heapsnapshot');
    const told = await work.json<{ objects: number; references: number; bytes: number }>(
      'heap',
      'export',
      snapshots[4],
      '--format',
      'heapsnapshot',
      '-o',
      file,
    );
    const text = readFileSync(file, 'utf8');
    const { snapshot } = JSON.parse(text) as { snapshot: { node_count: number } };
    expect([told.objects + 2, told.bytes]).toEqual([snapshot.node_count, Buffer.byteLength(text)]);
  });
});
