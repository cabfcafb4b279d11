import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { detailsOf } from '../call/details.js';
import { EarlyDetails } from './early-details.js';
import type { Host, Model } from './model.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A host whose answers come when they are told to, in any order. */
function slowHost() {
  const waiting: { method: string; input: unknown; answer: (ok: unknown) => void; isCancelled: () => boolean }[] = [];
  const request = (method: string, input: unknown, signal?: AbortSignal) =>
    new Promise((resolve) => {
      waiting.push({
        method,
        input,
        answer: (ok) => resolve({ ok }),
        isCancelled: () => signal?.aborted === true,
      });
      signal?.addEventListener('abort', () => resolve({ err: { code: 'cancelled', message: 'Cancelled' } }));
    });
  const host = { request } as unknown as Host;
  const early = new EarlyDetails(host);
  const of = (method: string) => waiting.filter((each) => each.method === method);
  return { early, of, model: { host, early } as unknown as Model };
}

const row = (id: number) => ({ id, thread: 1, outcome: 'open' });

describe('what is asked for before a pane is drawn', () => {
  it('is shown of the call that was selected last, whichever answer comes first', async () => {
    const { early, of, model } = slowHost();
    for (const call of [1, 2, 1]) early.begin(call);
    const details = detailsOf(model, 1, new AbortController().signal);
    expect(of('shownValues').map(({ isCancelled }) => isCancelled())).toEqual([true, true, false]);
    of('call')[2].answer(row(1));
    of('shownValues')[2].answer('new');
    of('call')[1].answer(row(2));
    of('call')[0].answer(row(1));
    expect(await details).toEqual({ ok: { row: row(1), values: { ok: 'new' } } });
  });

  it('is not cancelled for a pane that has it, when another call is selected and left between two frames', async () => {
    const { early, of, model } = slowHost();
    early.begin(1);
    const details = detailsOf(model, 1, new AbortController().signal);
    early.begin(2);
    early.begin(1);
    of('call')[0].answer(row(1));
    of('shownValues')[0].answer('values');
    expect(await details).toEqual({ ok: { row: row(1), values: { ok: 'values' } } });
  });

  it('is given up by the pane that took it', async () => {
    const { early, of, model } = slowHost();
    early.begin(1);
    const outdated = new AbortController();
    void detailsOf(model, 1, outdated.signal);
    outdated.abort();
    expect(of('shownValues')[0].isCancelled()).toBe(true);
  });

  it('is asked for anew when the run has grown, and a second after it was asked', () => {
    const { early } = slowHost();
    early.begin(1);
    early.forget();
    expect(early.row(1)).toBeNull();
    early.begin(1);
    expect(early.row(1)).not.toBeNull();
    vi.advanceTimersByTime(1000);
    expect(early.row(1)).toBeNull();
  });

  it('does not keep the editor waiting when its answers do not come', () => {
    const { early, of } = slowHost();
    early.begin(1);
    early.announce({ thread: 1, call: 1 });
    expect(of('select')).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(of('select')).toHaveLength(1);
  });
});
