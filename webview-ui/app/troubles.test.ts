import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { troubleWords } from './trouble-words.js';
import { Troubles } from './troubles.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Something that is never there, with the times at which it was asked for. */
function missing(troubles: Troubles, what = 'it') {
  const askedMs: number[] = [];
  const began = Date.now();
  const retry = troubles.retry(what, () => {
    askedMs.push(Date.now() - began);
    retry.failed('no');
  });
  return { retry, askedMs };
}

describe('what fails', () => {
  it('is asked for again after ever longer waits, which end', async () => {
    const { retry, askedMs } = missing(new Troubles());
    retry.failed('no');
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(askedMs).toEqual([250, 750, 1750, 3750, 7750, 15_750]);
    expect(retry.holds).toBe(true);
  });

  it('has all its waits again when there is a reason to ask out of turn', async () => {
    const { retry, askedMs } = missing(new Troubles());
    retry.failed('no');
    await vi.advanceTimersByTimeAsync(3_600_000);
    retry.renew();
    expect(retry.holds).toBe(false);
    retry.failed('no');
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(askedMs).toHaveLength(12);
  });

  it('is nobody’s business any more once it is disposed of', async () => {
    const troubles = new Troubles();
    const { retry, askedMs } = missing(troubles);
    retry.failed('no');
    retry.failed('no');
    expect(troubles.all.value.size).toBe(1);
    retry.dispose();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(troubles.all.value.size).toBe(0);
    expect(askedMs).toEqual([]);
  });
});

it('whoever shows a failure of its own hears that a person wants all of it again', () => {
  const troubles = new Troubles();
  expect(troubles.tries.value).toBe(0);
  troubles.tryAgain();
  expect(troubles.tries.value).toBe(1);
});

it('things that fail for the same reason are said together, as plain text', () => {
  const lanes = Array.from({ length: 5 }, (_, at) => ({ what: `lane ${at}`, message: 'disk on fire' }));
  const text = troubleWords([...lanes, { what: 'the overview', message: 'bad \u202etext' }]);
  expect(text).toBe(
    'What is shown is not all of it. Could not be read: lane 0, lane 1, lane 2, 2 more (disk on fire); the overview (bad �text).',
  );
});
