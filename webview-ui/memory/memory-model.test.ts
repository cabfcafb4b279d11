import { expect, test } from 'vitest';
import { MemoryModel } from './memory-model.js';

interface Sent {
  readonly type: string;
  readonly id: number;
  readonly method?: string;
  readonly input?: unknown;
}

/** A page whose host answers when the test does. */
function page(kept?: unknown) {
  const target = new EventTarget();
  const sent: Sent[] = [];
  const api = {
    kept,
    getState: () => kept,
    setState(next: unknown) {
      this.kept = next;
    },
    postMessage: (message: unknown) => void sent.push(message as Sent),
  };
  const say = (data: unknown) => target.dispatchEvent(Object.assign(new Event('message'), { data }));
  const answer = async (result: unknown) => {
    say({ type: 'reply', id: sent.findLast(({ type }) => type === 'request')?.id, result });
    await Promise.resolve();
    await Promise.resolve();
  };
  return { model: new MemoryModel(api, target as unknown as Window), api, target, sent, say, answer };
}

const start = { name: 'heap-7-1.thheap', summary: { holders: [] }, wanted: null };

test('a page asks for its snapshot and shows how far it is', async () => {
  const { model, sent, say, answer } = page();
  expect(sent).toMatchObject([{ type: 'request', method: 'start' }]);
  say({ type: 'event', event: 'progress', value: { fraction: 0.4 } });
  expect(model.progress.value).toBe(0.4);
  expect(model.start.value).toBeNull();
  await answer({ ok: start });
  expect([model.start.value, model.failure.value]).toEqual([start, null]);
});

test('what went wrong is shown, and tried again when somebody wants it', async () => {
  const { model, sent, answer } = page();
  await answer({ err: { code: 'damaged', message: 'nothing can be shown' } });
  expect(model.failure.value).toBe('nothing can be shown');
  model.openAgain();
  expect([model.failure.value, sent.filter(({ method }) => method === 'start').length]).toEqual([null, 2]);
  await answer({ ok: start });
  expect(model.start.value).toEqual(start);
});

test('cancelling reaches the host, and what it still says is not heard', async () => {
  const { model, sent, say } = page();
  const [{ id }] = sent;
  model.cancel('cancelled by you');
  expect(sent.slice(1)).toEqual([{ type: 'cancel', id }]);
  say({ type: 'reply', id, result: { ok: start } });
  await Promise.resolve();
  expect([model.start.value, model.failure.value]).toEqual([null, 'cancelled by you']);
});

test('what was looked at is there again after a reload, if it can be', () => {
  const { model, api, target } = page({ 'memory.tab': 'types', 'memory.object': -1, 'memory.type': 3 });
  expect([model.tab.value, model.object.value, model.type.value]).toEqual(['types', null, 3]);
  model.object.value = 12;
  target.dispatchEvent(new Event('pagehide'));
  expect(api.kept).toMatchObject({ 'memory.tab': 'types', 'memory.object': 12, 'memory.type': 3 });
});

const wanted = { name: 'order', function: 'keep', type: 'shop.Order', address: '0x7f00', laterNs: 5 };

test('an object that the page was opened for is shown, or where it is not there its type', async () => {
  const { model, sent, say, answer } = page();
  await answer({ ok: { ...start, wanted } });
  expect(sent.at(-1)).toMatchObject({ method: 'find', input: { type: 'shop.Order', address: '0x7f00' } });
  await answer({ ok: { node: 9, typeThere: 'shop.Order', type: 2, count: 3 } });
  expect([model.wanted.value, model.tab.value, model.type.value, model.object.value]).toEqual([wanted, 'types', 2, 9]);
  say({ type: 'event', event: 'wanted', value: { ...wanted, name: 'other' } });
  expect(model.wanted.value).toEqual({ ...wanted, name: 'other' });
  await answer({ ok: { node: null, typeThere: null, type: 2, count: 3 } });
  expect([model.type.value, model.object.value]).toEqual([2, null]);
});
