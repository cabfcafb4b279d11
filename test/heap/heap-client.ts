import { MessageChannel } from 'node:worker_threads';
import { onTestFinished } from 'vitest';
import { portChannel } from '../../src/rpc/channel.js';
import { Client } from '../../src/rpc/client.js';
import type { HeapEvents, HeapMethods } from '../../src/rpc/heap-contract.js';
import { serveHeap } from '../../src/worker/heap-server.js';

/** Asks what a snapshot's thread answers, without a thread; until the test is over. */
export function heapClient(): Client<HeapMethods, HeapEvents> {
  const ports = new MessageChannel();
  const server = serveHeap(portChannel(ports.port1));
  const asking = new Client<HeapMethods, HeapEvents>(portChannel(ports.port2), true);
  onTestFinished(() => {
    asking.dispose();
    server.dispose();
    ports.port1.close();
  });
  return asking;
}
