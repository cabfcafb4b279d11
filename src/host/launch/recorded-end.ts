import { readRun } from '../../run/runs.js';
import type { OpenRun } from '../model/runs.js';
import type { Services } from '../services.js';
import type { Recorded } from './judge-ending.js';

/** Modules that a main thread calls from outside: itself, and few more at its end. */
const MOST_ROOTS = 100;

/** Reads the recording to its end. `asksForInterrupt`: an interrupt is looked for, as the exit code does not tell. */
export async function readRecordedEnd(
  folder: string,
  asksForInterrupt: boolean,
  { runs, log }: Services,
): Promise<Recorded> {
  try {
    if ((await readRun(folder)).recordings === 0) return 'none';
    const { store } = await runs.open(folder);
    await store.call('finish', null);
    const { processes } = await store.call('info', null);
    const first = processes.find(({ origin }) => origin === 'run') ?? processes[0];
    if (first === undefined) return 'none';
    const closed = first.complete;
    return {
      calls: processes.reduce((sum, { calls }) => sum + calls, 0),
      closed,
      interrupted: asksForInterrupt && closed && (await wasInterrupted(store, first.process)),
    };
  } catch (error) {
    log.warn(`The end of the recording could not be read: ${String(error)}`);
    return 'unreadable';
  }
}

/** Whether the main module was left by a KeyboardInterrupt. Python then ends itself by SIGINT, from 3.8 on. */
async function wasInterrupted(store: OpenRun['store'], process: number): Promise<boolean> {
  const threads = (await store.call('threads', null)).filter((thread) => thread.process === process);
  const main = threads.find(({ name }) => name === 'MainThread') ?? threads[0];
  if (main === undefined) return false;
  const roots = await store.call('children', { thread: main.thread, call: null, limit: MOST_ROOTS });
  const module = roots.findLast(({ qualname }) => qualname === '<module>');
  if (module?.outcome !== 'unwind') return false;
  const { exception } = await store.call('shownValues', module.id);
  return exception?.type === 'KeyboardInterrupt';
}
