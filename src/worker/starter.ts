/** Entry of the thread that starts programs: dist/starter.cjs. */
import { parentPort } from 'node:worker_threads';
import { portChannel } from '../rpc/channel.js';
import { serve } from '../rpc/server.js';
import type { StarterMethods } from '../rpc/starter-contract.js';
import { hear } from '../run/hear.js';

if (parentPort !== null) {
  serve<StarterMethods, unknown>(portChannel(parentPort), {
    hear: ({ command, words, options }) => hear(command, words, options),
  });
}
