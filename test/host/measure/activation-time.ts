import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { extension } from '../extension.js';

/** Printed where whoever opened the window finds it: how long the extension took to load and to activate. */
export async function run(): Promise<void> {
  const found = extension();
  if (found.isActive) throw new Error('the extension was active before anyone used it');
  // A new window is busy with itself; people use the extension later.
  await sleep(1000);
  const started = performance.now();
  await found.activate();
  // The window passes on what the host's console says, and nothing else.
  // oxlint-disable-next-line no-console -- see above
  console.log(`activated in ${(performance.now() - started).toFixed(1)} ms`);
}
