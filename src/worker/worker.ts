/** Entry of the worker thread: dist/worker.cjs. */
import { parentPort } from 'node:worker_threads';
import { portChannel } from '../rpc/channel.js';
import { serveStore } from './serve-store.js';

if (parentPort !== null) serveStore(portChannel(parentPort));
