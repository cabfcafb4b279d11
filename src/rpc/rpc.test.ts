import { MessageChannel } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { CodedError } from '../base/result.js';
import { portChannel } from './channel.js';
import { Client } from './client.js';
import type { Handlers } from './contract.js';
import { serve } from './server.js';

interface Methods {
  double(value: number): number;
  column(length: number): { readonly values: Float64Array; readonly name: string };
  fail(how: 'coded' | 'plain' | 'odd'): void;
  wait(input: null): string;
  spin(input: null): number;
}

interface Events {
  tick: number;
}

const handlers: Handlers<Methods> = {
  double: (value) => value * 2,
  column: async (length) => ({ values: new Float64Array(length).fill(1), name: 'ones' }),
  fail: (how) => {
    if (how === 'coded') throw new CodedError('limit', 'enough');
    // oxlint-disable-next-line typescript/only-throw-error -- whatever is thrown must be answered
    throw how === 'plain' ? new TypeError('oops') : 'odd';
  },
  wait: (_input, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    }),
  spin: (_input, { signal }) => {
    for (let turns = 0; ; turns++) if (signal.aborted) return turns;
  },
};

function connected() {
  const { port1, port2 } = new MessageChannel();
  const server = serve<Methods, Events>(portChannel(port1), handlers);
  const client = new Client<Methods, Events>(portChannel(port2), true);
  onTestFinished(() => {
    client.dispose();
    server.dispose();
    port1.close();
  });
  return { client, server };
}

test('a request is answered with what its method answers', async () => {
  const { client } = connected();
  const [four, column] = await Promise.all([client.call('double', 2), client.call('column', 3)]);
  expect(four).toBe(4);
  expect(column).toEqual({ values: Float64Array.of(1, 1, 1), name: 'ones' });
});

test.each([
  ['coded', { code: 'limit', message: 'enough' }],
  ['plain', { code: 'internal', message: 'oops' }],
  ['odd', { code: 'internal', message: 'odd' }],
] as const)('a handler that throws (%s) answers', async (how, err) => {
  const { client } = connected();
  expect(await client.request('fail', how)).toEqual({ err });
  await expect(client.call('fail', how)).rejects.toMatchObject(err);
});

test('an unknown method is an error, not a silence', async () => {
  const { client } = connected();
  const lax = client as unknown as Client<{ nothing(input: null): void }, object>;
  expect(await lax.request('nothing', null)).toMatchObject({ err: { code: 'bad-argument' } });
});

test('cancelling settles at once and reaches the handler', async () => {
  const { client } = connected();
  const controller = new AbortController();
  const waiting = client.request('wait', null, controller.signal);
  controller.abort();
  expect(await waiting).toMatchObject({ err: { code: 'cancelled' } });
  expect(await client.request('wait', null, AbortSignal.abort())).toMatchObject({ err: { code: 'cancelled' } });
  expect(await client.call('double', 5)).toBe(10);
});

test('events reach those who listen, until they stop', async () => {
  const { client, server } = connected();
  const heard: number[] = [];
  const listening = client.on('tick', (value) => heard.push(value));
  server.emit('tick', 1);
  await client.call('double', 0);
  listening.dispose();
  server.emit('tick', 2);
  await client.call('double', 0);
  expect(heard).toEqual([1]);
});

test('when the other side is gone, whatever waits fails', async () => {
  const { client } = connected();
  const waiting = client.request('wait', null);
  client.end(new CodedError('internal', 'gone'));
  expect(await waiting).toEqual({ err: { code: 'internal', message: 'gone' } });
  expect(await client.request('double', 1)).toEqual({ err: { code: 'internal', message: 'gone' } });
});
