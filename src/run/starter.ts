/** Entry of a thread that starts programs: dist/starter.cjs. */
import { parentPort } from 'node:worker_threads';
import { hear } from './hear.js';
import type { Asked } from './hearing-thread.js';

const port = parentPort;
port?.on('message', ({ id, command, words, options }: Asked) => {
  void hear(command, words, options).then((heard) => port.postMessage({ id, heard }));
});
