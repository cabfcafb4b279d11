/** Entry of the thread that holds a heap snapshot: dist/heap-worker.cjs. */
import { parentPort } from 'node:worker_threads';
import { portChannel } from '../rpc/channel.js';
import { serveHeap } from './heap-server.js';

if (parentPort !== null) serveHeap(portChannel(parentPort));
