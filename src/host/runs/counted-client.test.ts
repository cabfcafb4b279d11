import { expect, test } from 'vitest';
import type { Channel } from '../../rpc/channel.js';
import type { ReplyMessage, RequestMessage } from '../../rpc/contract.js';
import { CountedClient } from './counted-client.js';

interface Methods {
  ask(input: null): number;
}

/** A client whose requests are answered by hand. */
function clientAndAnswer() {
  let receive: (message: unknown) => void = () => {};
  const asked: number[] = [];
  const channel: Channel = {
    send: (message) => {
      const request = message as RequestMessage;
      if (request.type === 'request') asked.push(request.id);
    },
    onMessage: (listener) => {
      receive = listener;
      return { dispose: () => {} };
    },
  };
  let idle = 0;
  const client = new CountedClient<Methods, object>(channel, false, () => idle++);
  const answer = () => receive({ type: 'reply', id: asked.shift() ?? 0, result: { ok: 1 } } satisfies ReplyMessage);
  return { client, answer, idle: () => idle };
}

test('is used while a request waits, also one that `call` made', async () => {
  const { client, answer, idle } = clientAndAnswer();
  expect(client.isUsed).toBe(false);
  const first = client.request('ask', null);
  const second = client.call('ask', null);
  expect(client.isUsed).toBe(true);
  answer();
  await first;
  expect([client.isUsed, idle()]).toEqual([true, 0]);
  answer();
  await second;
  expect([client.isUsed, idle()]).toEqual([false, 1]);
});

test('is used while it is held, and each hold counts once', () => {
  const { client, idle } = clientAndAnswer();
  const holds = [client.hold(), client.hold()];
  holds[0].dispose();
  holds[0].dispose();
  expect([client.isUsed, idle()]).toEqual([true, 0]);
  holds[1].dispose();
  expect([client.isUsed, idle()]).toEqual([false, 1]);
});

test('is not used after a request was cancelled or the client was closed', async () => {
  const { client } = clientAndAnswer();
  const stop = new AbortController();
  const requests = [client.request('ask', null, stop.signal), client.request('ask', null)];
  stop.abort();
  client.dispose();
  expect(await Promise.all(requests)).toMatchObject([{ err: { code: 'cancelled' } }, { err: { code: 'cancelled' } }]);
  expect(client.isUsed).toBe(false);
});
