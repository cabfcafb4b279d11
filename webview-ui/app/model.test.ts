import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Result } from '../../src/base/result.js';
import type { ViewSelection, ViewStart } from '../../src/rpc/view-contract.js';
import { testProcess, testThread } from '../timeline/test-lanes.js';
import { Model } from './model.js';

type Answer = (input: unknown) => unknown;

const broken = new Error('disk on fire');

function resultOf(answer: unknown): Result<unknown> {
  return answer instanceof Error ? { err: { code: 'io', message: answer.message } } : { ok: answer ?? null };
}

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
      void Promise.resolve(answers[method]?.(input)).then((answer) =>
        say({ type: 'reply', id, result: resultOf(answer) }),
      );
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
  ending: null,
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

  it('reads the selected call once more when that failed, and when it is selected again', async () => {
    let isBroken = true;
    const { model, asked } = page({ ...answers, call: (id) => (isBroken ? broken : { id, thread: 1 }) });
    await settled();
    expect(model.selectedCall.value).toBeNull();
    await vi.advanceTimersByTimeAsync(250);
    expect([...model.troubles.all.value.values()]).toEqual([{ what: 'the selected call', message: 'disk on fire' }]);
    isBroken = false;
    model.select({ thread: 1, call: 7 });
    await settled();
    expect(model.selectedCall.value).toMatchObject({ id: 7 });
    expect(model.troubles.all.value.size).toBe(0);
    asked.length = 0;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toEqual([]);
  });

  it('does not take the answer that failed for a second one', async () => {
    const { model, asked } = page({ ...answers, call: () => broken });
    await settled();
    asked.length = 0;
    model.select({ thread: 1, call: 8 });
    await vi.advanceTimersByTimeAsync(250);
    expect(asked.filter((method) => method === 'call')).toHaveLength(2);
  });

  it('follows a selected call that had not ended, until it has', async () => {
    let outcome = 'open';
    const { model, tell, asked } = page({ ...answers, call: (id) => ({ id, thread: 1, outcome }) });
    await settled();
    outcome = 'return';
    tell('changed', { calls: 1, bytes: 0, finished: false });
    await settled();
    expect(model.selectedCall.value).toMatchObject({ id: 7, outcome: 'return' });
    asked.length = 0;
    tell('changed', { calls: 2, bytes: 0, finished: true });
    await settled();
    expect(asked).toEqual(['info', 'threads']);
  });

  it('learns how far a run got, also when that could not be read at its end', async () => {
    let isBroken = true;
    const threads = () => (isBroken ? broken : [testThread({ calls: 50 })]);
    const { model, tell } = page({ ...answers, threads });
    await settled();
    tell('changed', { calls: 50, bytes: 0, finished: true });
    await vi.advanceTimersByTimeAsync(250);
    expect([...model.troubles.all.value.values()]).toMatchObject([{ what: 'how far the run got' }]);
    isBroken = false;
    await vi.advanceTimersByTimeAsync(1000);
    expect(model.threads.value[0].calls).toBe(50);
    expect(model.troubles.all.value.size).toBe(0);
  });

  it('does not take a run for live that ended while the page was opened', async () => {
    let answer: (start: ViewStart) => void = () => {};
    const { model, tell } = page({ ...answers, start: () => new Promise((resolve) => (answer = resolve)) });
    tell('changed', { calls: 1, bytes: 0, finished: true });
    await settled();
    answer(start);
    await settled();
    expect(model.start.value?.live).toBe(true);
    expect(model.live.value).toBe(false);
  });

  it('learns how the program ended', async () => {
    const { model, tell } = page(answers);
    await settled();
    expect(model.ending.value).toBeNull();
    tell('ended', { exitCode: 1, signal: null });
    expect(model.ending.value).toEqual({ exitCode: 1, signal: null });
  });

  it('opens a recording at the second try', async () => {
    let isBroken = true;
    const { model } = page({ ...answers, start: () => (isBroken ? broken : start) });
    await settled();
    expect(model.failure.value).toBe('disk on fire');
    isBroken = false;
    model.openAgain();
    await settled();
    expect(model.failure.value).toBeNull();
    expect(model.start.value?.name).toBe('shop');
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
