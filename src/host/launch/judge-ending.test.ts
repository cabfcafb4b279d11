import { expect, test } from 'vitest';
import { exitCodeOf, judgeEnding } from './judge-ending.js';
import type { Ended } from './judge-ending.js';

const fine: Ended = { exitCode: 0, stopped: false, recorded: { calls: 5, closed: true }, syntaxError: null };
const problem = { line: 3, message: 'invalid syntax' };

test.each<[Partial<Ended>, string, number | null]>([
  [{}, 'fine', 0],
  [{ exitCode: null }, 'fine', null],
  [{ exitCode: 7 }, 'failed', 7],
  [{ exitCode: 1, recorded: { calls: 5, closed: false } }, 'failed', 1],
  [{ recorded: { calls: 5, closed: false } }, 'killed', null],
  [{ exitCode: null, recorded: { calls: 0, closed: false } }, 'killed', null],
  [{ recorded: { calls: 0, closed: true } }, 'nothing-called', 0],
  [{ exitCode: 1, recorded: { calls: 0, closed: true }, syntaxError: problem }, 'syntax-error', 1],
  [{ exitCode: 1, recorded: { calls: 0, closed: true } }, 'failed', 1],
  [{ exitCode: 2, recorded: 'none' }, 'not-begun', 2],
  [{ recorded: 'unreadable' }, 'unreadable', 0],
  [{ exitCode: 1, stopped: true }, 'stopped', 1],
  [{ stopped: true, recorded: { calls: 5, closed: false } }, 'stopped', null],
])('%j is %s', (changed, kind, exitCode) => {
  const ended = { ...fine, ...changed };
  expect(judgeEnding(ended).kind).toBe(kind);
  expect(exitCodeOf(ended)).toBe(exitCode);
});
