/** Which strings of a real program are there several times. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildNative, nativeFolder, withoutCompiler } from '../../scripts/lib/native.mjs';
import { Workplace, lastLine, newest } from './support/cli.js';

const program = `
import tracehold

words = [f"{'spam and eggs':<200}{n % 4}" for n in range(800)]
blobs = {n: bytes([n % 2]) * 1000 for n in range(100)}
single = [f"only once {n}" for n in range(100)]
tracehold.snapshot("here")
`;

interface Answer {
  readonly strings: number;
  readonly contents: number;
  readonly wastedBytes: number;
  readonly duplicates: readonly {
    readonly type: string;
    readonly count: number;
    readonly bytes: number;
    readonly wastedBytes: number;
    readonly held: {
      readonly path: readonly { readonly edge: string; readonly type: string }[];
      readonly count: number;
    };
  }[];
}

let work: Workplace;
beforeAll(() => {
  work = new Workplace();
  work.write('words.py', program);
});
afterAll(() => work.remove());

async function answer(recorder: string, env: NodeJS.ProcessEnv): Promise<Answer> {
  const options = ['--python', newest.path, '--recorder', recorder, '--out', recorder];
  const { code, stderr } = await work.tracehold(['record', ...options, '--', work.path('words.py')], { env });
  if (code !== 0) throw new Error(stderr);
  return work.json<Answer>('heap', 'strings', lastLine(stderr), '--limit', '6');
}

function judge({ strings, contents, duplicates }: Answer): void {
  expect(strings).toBeGreaterThan(1000);
  expect(contents).toBeGreaterThanOrEqual(6);
  const words = duplicates.filter(({ type }) => type === 'str');
  const blobs = duplicates.filter(({ type }) => type === 'bytes');
  expect(words.map(({ count, held }) => [count, held.count])).toEqual(Array.from({ length: 4 }, () => [200, 200]));
  expect(words[0].held.path.map(({ edge }) => edge)).toEqual(['module __main__', '.words', '[]']);
  expect(words[0].wastedBytes).toBe(199 * words[0].bytes);
  expect(blobs.map(({ count, bytes }) => [count, bytes])).toEqual([
    [50, 1033],
    [50, 1033],
  ]);
  expect(blobs[0].held.path.map(({ edge }) => edge)).toEqual(['module __main__', '.blobs', '[]']);
}

test('by the walk in Python', async () => {
  judge(await answer('pure', {}));
});

const unbuilt = await withoutCompiler();

test.skipIf(unbuilt !== undefined)('by the walk in C', async () => {
  await buildNative(newest, nativeFolder());
  judge(await answer('native', { TRACEHOLD_NATIVE: nativeFolder() }));
});

test('as text, and what a snapshot must have for it', async () => {
  const { code, stdout } = await work.tracehold(['heap', 'strings', 'pure', '--limit', '3']);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^\d+ contents are there more than once, which takes [\d.]+ KiB more than each once would\.\n/,
  );
  expect(stdout).toMatch(/ 200 +\d+ B +str +200 +__main__\.words\[\]\n/);
  expect(stdout).toMatch(/\n3 of \d+ contents\n$/);
});
