import { expect, test } from 'vitest';
import { exitCodeOf, judgeEnding, signalOf } from './judge-ending.js';
import type { Ended } from './judge-ending.js';

const closed = { calls: 5, closed: true, interrupted: false };
const cut = { calls: 5, closed: false, interrupted: false };
const interrupted = { calls: 5, closed: true, interrupted: true };
const fine: Ended = {
  exitCode: 0,
  stopped: false,
  sent: null,
  terminalWasClosed: false,
  isWatched: true,
  recorded: closed,
  syntaxError: null,
};
const problem = { line: 3, message: 'invalid syntax' };

test.each<[Partial<Ended>, string, number | null, string | null]>([
  [{}, 'fine', 0, null],
  [{ exitCode: null }, 'fine', null, null],
  [{ exitCode: 7 }, 'failed', 7, null],
  [{ exitCode: 143 }, 'failed', 143, null],
  [{ exitCode: 1, recorded: cut }, 'failed', 1, null],
  [{ recorded: cut }, 'killed', null, null],
  [{ exitCode: null, recorded: { ...cut, calls: 0 } }, 'killed', null, null],
  [{ recorded: { ...closed, calls: 0 } }, 'nothing-called', 0, null],
  [{ exitCode: 1, recorded: { ...closed, calls: 0 }, syntaxError: problem }, 'syntax-error', 1, null],
  [{ exitCode: 1, recorded: { ...closed, calls: 0 } }, 'failed', 1, null],
  [{ exitCode: 2, recorded: 'none' }, 'not-begun', 2, null],
  [{ recorded: 'unreadable' }, 'unreadable', 0, null],
  [{ exitCode: 1, stopped: true, sent: 'SIGINT' }, 'stopped', 1, null],
  [{ stopped: true, sent: 'SIGINT', recorded: interrupted }, 'stopped', null, 'SIGINT'],
  [{ stopped: true, sent: 'SIGINT', recorded: cut }, 'stopped', null, null],
  [{ stopped: true, sent: 'SIGKILL', recorded: cut }, 'stopped', null, 'SIGKILL'],
  [{ stopped: true, sent: 'SIGTERM', recorded: closed }, 'stopped', 0, null],
  [{ recorded: interrupted }, 'interrupted', null, 'SIGINT'],
  [{ exitCode: 1, recorded: interrupted }, 'failed', 1, null],
  [{ exitCode: null, terminalWasClosed: true, recorded: cut }, 'terminal-closed', null, null],
  [{ exitCode: null, isWatched: false }, 'unwatched', null, null],
  [{ exitCode: null, isWatched: false, recorded: cut }, 'killed', null, null],
])('%j is %s, exit code %s, signal %s', (changed, kind, exitCode, signal) => {
  const ended = { ...fine, ...changed };
  expect(judgeEnding(ended).kind).toBe(kind);
  expect(exitCodeOf(ended)).toBe(exitCode);
  expect(signalOf(ended)).toBe(signal);
});
