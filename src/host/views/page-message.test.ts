import { expect, test } from 'vitest';
import { forPage, pageMessage } from './page-message.js';

test.each([[{ type: 'request', id: 1, method: 'start', input: null }], [{ type: 'cancel', id: 7 }]])(
  '%j is ours',
  (message) => {
    expect(pageMessage({ ...message, more: 1 })).toEqual(message);
  },
);

test.each([
  [null],
  ['request'],
  [undefined],
  [[]],
  [{ type: 'request', id: '1', method: 'start' }],
  [{ type: 'request', id: 1.5, method: 'start' }],
  [{ type: 'request', id: 1, method: ['start'] }],
  [{ type: 'reply', id: 1, result: {} }],
  // Only threads share memory; from a page it would be an array that is no such thing.
  [{ type: 'cancellations', id: 1, slots: [] }],
])('%j is not', (message) => {
  expect(pageMessage(message)).toBeNull();
});

test('an answer of nothing survives JSON', () => {
  const reply = { type: 'reply', id: 1, result: { ok: undefined } };
  expect(JSON.parse(JSON.stringify(forPage(reply)))).toEqual({ type: 'reply', id: 1, result: { ok: null } });
  for (const other of [{ type: 'reply', id: 1, result: { ok: 0 } }, { type: 'event' }, null]) {
    expect(forPage(other)).toBe(other);
  }
});
