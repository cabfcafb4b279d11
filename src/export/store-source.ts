import { basename } from 'node:path';
import type { ExportSource } from './source.js';
import type { ProcessInfo, Store } from '../store/api.js';

const all = 2 ** 31 - 1;

/** `python script.py` as people know it: the script's or module's name. */
function processName({ argv, pid }: ProcessInfo): string {
  const [first, second] = argv;
  if (first === '-m' && second !== undefined) return second;
  return first === undefined || first === '' ? `process ${pid}` : basename(first);
}

/** A store as exporters want it; threads without calls have nothing to show. */
export function storeSource(store: Store, title: string): ExportSource {
  const { processes } = store.info();
  const firstEpochNs = Math.min(...processes.map(({ startEpochNs }) => startEpochNs));
  return {
    title,
    functions: store
      .top({ sort: 'total', limit: all })
      .map(({ functionId, qualname, file, line }) => ({ id: functionId, name: qualname, file, line })),
    processes: processes.map((process) => ({
      id: process.process,
      pid: process.pid,
      name: processName(process),
      offsetNs: process.startEpochNs - firstEpochNs,
    })),
    threads: store
      .threads()
      .filter(({ calls }) => calls > 0)
      .map(({ thread, process, nativeId, name, firstNs, lastNs, calls }) => ({
        id: thread,
        process,
        nativeId,
        name,
        firstNs,
        lastNs,
        calls,
      })),
    walk: (thread, visitor) =>
      store.walk(thread, {
        begin: (functionId, atNs) => visitor.begin(functionId, atNs),
        end: (functionId, atNs) => visitor.end(functionId, atNs),
      }),
  };
}
