import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ViewSelection, ViewStart } from '../../src/rpc/view-contract.js';
import { testProcess, testThread } from '../timeline/test-lanes.js';
import { Model } from './model.js';

type Answer = (input: unknown) => unknown;

/** A page whose host answers at once, with a door for the host's events. */
function page(answers: Readonly<Record<string, Answer>>, state?: unknown) {
  const target = new EventTarget();
  const asked: string[] = [];
  const say = (data: unknown) => target.dispatchEvent(Object.assign(new Event('message'), { data }));
  const api = {
    kept: state,
    getState: () => state,
    setState(next: unknown) {
      this.kept = next;
    },
    postMessage(message: unknown) {
      const { type, id, method, input } = message as Record<'type' | 'id' | 'method' | 'input', unknown>;
      if (type !== 'request' || typeof method !== 'string') return;
      asked.push(method);
      queueMicrotask(() => say({ type: 'reply', id, result: { ok: answers[method]?.(input) ?? null } }));
    },
  };
  const model = new Model(api, target as unknown as Window);
  return { model, api, asked, tell: (event: string, value: unknown) => say({ type: 'event', event, value }), say };
}

const start: ViewStart = {
  name: 'shop',
  folder: '/srv/shop/.tracehold/1-shop',
  info: { run: 'shop', processes: [testProcess({})], notices: [] },
  threads: [testThread({})],
  live: true,
  selection: { thread: 1, call: 7 },
};
const answers = {
  start: () => start,
  info: () => start.info,
  threads: () => [testThread({ calls: 50 })],
  call: (id: unknown) => ({ id, thread: 1 }),
};

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('the model of the page', () => {
  it('starts with what the host has, and fetches the selected call', async () => {
    const { model } = page(answers);
    await settled();
    expect(model.start.value?.name).toBe('shop');
    expect(model.live.value).toBe(true);
    expect(model.selectedCall.value).toMatchObject({ id: 7 });
  });

  it('shows what is selected elsewhere, and tells what is selected here', async () => {
    const told: unknown[] = [];
    const { model, tell } = page({ ...answers, select: (input) => told.push(input) });
    await settled();
    tell('selected', { thread: 1, call: 9 } satisfies ViewSelection);
    await settled();
    expect(model.selectedCall.value).toMatchObject({ id: 9 });
    expect(told).toEqual([]);
    model.select({ thread: 1, call: null });
    await settled();
    expect(told).toEqual([{ thread: 1, call: null }]);
    expect(model.selectedCall.value).toBeNull();
  });

  it('asks for the values of a call that is selected here before it tells the editor', async () => {
    const told: unknown[] = [];
    const { model, asked } = page({ ...answers, select: (input) => told.push(input) });
    await settled();
    asked.length = 0;
    model.select({ thread: 1, call: 8 });
    await settled();
    expect(asked).toEqual(['call', 'shownValues']);
    expect(model.selectedCall.value).toMatchObject({ id: 8 });
    await vi.advanceTimersByTimeAsync(100);
    expect(told).toEqual([{ thread: 1, call: 8 }]);
  });

  it('tells the editor of the last of several selections only, and of none that it overruled', async () => {
    const told: unknown[] = [];
    const { model, tell } = page({ ...answers, select: (input) => told.push(input) });
    await settled();
    for (const call of [8, 9, 10]) model.select({ thread: 1, call });
    await vi.advanceTimersByTimeAsync(200);
    expect(told).toEqual([{ thread: 1, call: 10 }]);
    model.select({ thread: 1, call: 11 });
    tell('selected', { thread: 1, call: 12 } satisfies ViewSelection);
    await vi.advanceTimersByTimeAsync(200);
    expect(told).toHaveLength(1);
    expect(model.selectedCall.value).toMatchObject({ id: 12 });
  });

  it('looks at what has grown once, however often it is told', async () => {
    const { model, tell, asked } = page(answers);
    await settled();
    for (let turn = 0; turn < 10; turn++) tell('changed', { calls: turn, bytes: 0, finished: turn === 9 });
    await settled();
    expect(asked.filter((method) => method === 'info')).toHaveLength(2);
    expect(model.threads.value[0].calls).toBe(50);
    expect(model.growth.value).toBe(2);
    expect(model.live.value).toBe(false);
  });

  it('says why a run is gone, and says the first reason', async () => {
    const { model, tell } = page(answers);
    await settled();
    tell('closed', { message: 'The recording was deleted.' });
    tell('closed', { message: 'The worker has ended.' });
    expect(model.failure.value).toBe('The recording was deleted.');
    expect(model.live.value).toBe(false);
  });

  it('takes no notice of messages that are none of ours', async () => {
    const { model, say } = page(answers);
    await settled();
    for (const message of [null, 'x', 5, {}, { type: 7 }, { type: 'event', event: 'nothing' }]) say(message);
    expect(model.failure.value).toBeNull();
  });
});

describe('what the page keeps over a reload', () => {
  it('comes back, and is written a moment after it changed', async () => {
    const { model, api } = page(answers, { tab: 'flame', other: 5 });
    expect(model.tab.value).toBe('flame');
    model.tab.value = 'functions';
    await settled();
    expect(api.kept).toEqual({ tab: 'functions', other: 5, focusFunction: null, folder: start.folder });
    model.tab.value = 'sandwich';
    expect(api.kept).toMatchObject({ tab: 'functions' });
    await vi.advanceTimersByTimeAsync(1000);
    expect(api.kept).toMatchObject({ tab: 'sandwich' });
  });

  it.each([[undefined], [null], ['x'], [{ tab: 'nonsense', focusFunction: 'x' }], [{ tab: 5 }]])(
    'is checked: %j',
    (state) => {
      const { model } = page(answers, state);
      expect(model.tab.value).toBe('timeline');
      expect(model.focusFunction.value).toBeNull();
    },
  );
});
