import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { extension } from '../extension.js';

interface Mark {
  readonly name: string;
  /** Milliseconds since 1970, whole ones. */
  readonly startTime: number;
}

/** What VS Code's hosts write down of themselves; `Developer: Startup Performance` shows the same. */
declare const MonacoPerformanceMarks: { readonly getMarks: () => readonly Mark[] } | undefined;

const marks = () => MonacoPerformanceMarks?.getMarks() ?? [];

/** Between two marks of VS Code's about one extension; null where it has none. */
function between(first: string, second: string, id: string): number | null {
  const at = (what: string) => marks().findLast(({ name }) => name === `code/extHost/${what}/${id}`)?.startTime;
  const [from, to] = [at(first), at(second)];
  return from === undefined || to === undefined ? null : to - from;
}

/** Of the host's thread, in milliseconds: how long it ran, and how long it wanted to run and other work had the core. */
function thread(): readonly [ran: number, waited: number] | null {
  try {
    const [ran, waited] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1').split(' ').map(Number);
    return [ran / 1e6, waited / 1e6];
  } catch {
    // Only Linux tells it.
    return null;
  }
}

/** Printed where whoever opened the window finds it: how long the extension took to load and to activate, and why. */
export async function run(): Promise<void> {
  const found = extension();
  if (found.isActive) throw new Error('the extension was active before anyone used it');
  // A new window is busy with itself; people use the extension later.
  await sleep(1000);
  const before = thread();
  const startedAt = Date.now();
  const started = performance.now();
  await found.activate();
  const ms = performance.now() - started;
  const after = thread();
  const others = marks().filter(
    ({ name, startTime }) => /didActivateExtension\/(?!tracehold)/.test(name) && startTime >= startedAt,
  );
  const parts = {
    loadMs: between('willLoadExtensionCode', 'didLoadExtensionCode', found.id),
    activateMs: between('willActivateExtension', 'didActivateExtension', found.id),
    ranMs: before === null || after === null ? null : after[0] - before[0],
    waitedMs: before === null || after === null ? null : after[1] - before[1],
    others: others.map(({ name }) => name.slice(name.lastIndexOf('/') + 1)),
  };
  // The window passes on what the host's console says, and nothing else.
  // oxlint-disable-next-line no-console -- see above
  console.log(`activated in ${ms.toFixed(1)} ms ${JSON.stringify(parts)}`);
}
