import { describe, expect, test } from 'vitest';
import { excessOf, outcomeOf, readLines, sizeOf } from './outcome.js';
import type { Ending, Line, Pair } from './outcome.js';

const seconds = (cpu: number) => ({ cpu, wall: cpu });
const pair: Pair = {
  plain: seconds(1),
  recorded: seconds(2),
  saved: seconds(3),
  bytes: 10,
  note: null,
  warm: true,
};
const ended = (how: Partial<Ending> = {}): Ending => ({
  code: 0,
  signal: null,
  excess: undefined,
  secondsAtPoint: 0,
  errors: '',
  ...how,
});
const killed = (what: 'memory' | 'time', limit: number, secondsAtPoint = 0) =>
  ended({ code: null, signal: 'SIGKILL', excess: { what, limit }, secondsAtPoint });

describe('limits', () => {
  const limits = { memoryBytes: 3e9, seconds: 60 };

  test.for([
    [3e9, 60, undefined],
    [3e9 + 1, 0, { what: 'memory', limit: 3e9 }],
    [0, 60.1, { what: 'time', limit: 60 }],
    [4e9, 61, { what: 'memory', limit: 3e9 }],
  ] as const)('%d bytes after %d s', ([bytes, time, excess]) => {
    expect(excessOf(bytes, time, limits)).toEqual(excess);
  });
});

describe('what a process said', () => {
  const lines: Line[] = [{ point: 'set-up' }, { plain: 0.5 }, { point: 'round 2, recorded' }, { pair }];

  test('lines, of which the last may be cut and none is a recorder’s print', () => {
    expect(readLines('{"point":"set-up"}\n\nhello\n{"pair":{"pl')).toEqual([{ point: 'set-up' }]);
  });

  test('all of it', () => {
    expect(outcomeOf(lines, ended())).toEqual({
      pairs: [pair],
      memory: undefined,
      recursion: undefined,
      trouble: undefined,
    });
  });

  test.for<readonly [string, Line[], Ending, string, string]>([
    ['out of memory', lines, killed('memory', 3e9), 'over 3.0 GB', 'ended: over 3.0 GB of memory (round 2, recorded)'],
    ['out of time', lines, killed('time', 60), 'over 60 s', 'ended: over 60 s (round 2, recorded)'],
    ['crashed', lines, ended({ code: null, signal: 'SIGSEGV' }), 'SIGSEGV', 'crashed with SIGSEGV (round 2, recorded)'],
    ['raised', [...lines, { failed: 'MemoryError: ' }], ended(), 'failed', 'failed (round 2, recorded): MemoryError: '],
    ['left', lines, ended({ code: 3, errors: 'a\nb\n' }), 'failed', 'exited with 3 (round 2, recorded): b'],
    ['never began', [], ended({ code: 3 }), 'failed', 'exited with 3 (start)'],
    ['is missing', [{ unavailable: 'no wheel' }], ended(), 'not here', 'not here: no wheel'],
  ])('a recorder that %s says so, and keeps its pairs', ([, said, ending, short, sentence]) => {
    const outcome = outcomeOf(said, ending);
    expect(outcome.trouble?.short).toBe(short);
    expect(outcome.trouble?.sentence).toMatch(new RegExp(`^${sentence.replaceAll(/[().]/g, String.raw`\$&`)}`));
    expect(outcome.pairs).toEqual(said.includes(lines[3]) ? [pair] : []);
  });

  test('a recorded slice that was ended is a lower bound; saving is not', () => {
    expect(outcomeOf(lines, killed('time', 60, 30)).trouble?.sentence).toMatch(/ at least 60 times by the clock$/);
    const saving = [...lines, { point: 'round 2, saving' }];
    expect(outcomeOf(saving, killed('time', 60, 30)).trouble?.sentence).not.toContain('at least');
  });

  test('a recursion that came back before its recorder failed', () => {
    const said = [{ point: 'saving' }, { reached: 50_000 }, { failed: 'MemoryError: ' }];
    expect(outcomeOf(said, ended()).trouble?.sentence).toContain('the recursion itself came to 50000');
    expect(outcomeOf(said, ended()).recursion).toBeUndefined();
  });
});

test.for([
  [0, '0 B'],
  [999, '999 B'],
  [1500, '1.5 KB'],
  [345_678_348, '346 MB'],
  [3e9, '3.0 GB'],
] as const)('%d bytes are %s', ([bytes, text]) => {
  expect(sizeOf(bytes)).toBe(text);
});
