import { realpath } from 'node:fs/promises';
import { PAGE_ROWS } from '../../rpc/store-contract.js';
import type { FunctionStats } from '../../store/api.js';
import type { OpenRun } from '../model/runs.js';
import { fileName, isSamePath, platform } from '../source/recorded-path.js';

/** Functions of a run as editors ask for them; of a run with more, the `PAGE_ROWS` with the most time. */
export interface RunFunctions {
  readonly byFile: ReadonlyMap<string, readonly FunctionStats[]>;
  readonly byId: ReadonlyMap<number, FunctionStats>;
  /** The longest total of a function: what all others are a share of. */
  readonly wholeNs: number;
}

function indexed(functions: readonly FunctionStats[]): RunFunctions {
  const byFile = new Map<string, FunctionStats[]>();
  for (const one of functions) {
    const of = byFile.get(one.file);
    if (of === undefined) byFile.set(one.file, [one]);
    else of.push(one);
  }
  const byId = new Map(functions.map((one) => [one.functionId, one]));
  return { byFile, byId, wholeNs: functions.reduce((most, { totalNs }) => Math.max(most, totalNs), 0) };
}

/** Asks for the functions of a run once, until `forget`. */
export class FunctionCache {
  readonly #known = new WeakMap<OpenRun, RunFunctions>();

  async of(run: OpenRun, signal: AbortSignal): Promise<RunFunctions> {
    const known = this.#known.get(run);
    if (known !== undefined) return known;
    const functions = indexed(await run.store.call('top', { sort: 'total', limit: PAGE_ROWS }, signal));
    this.#known.set(run, functions);
    return functions;
  }

  forget(run: OpenRun): void {
    this.#known.delete(run);
  }
}

async function resolved(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    return path;
  }
}

/** Names under which a run recorded the file at `path`, links followed; none when it did not. */
export async function recordedNames(path: string, files: Iterable<string>): Promise<readonly string[]> {
  const name = fileName(path).toLowerCase();
  const candidates = [...files].filter((file) => fileName(file).toLowerCase() === name);
  const exact = candidates.filter((file) => isSamePath(file, path, platform));
  if (exact.length > 0 || candidates.length === 0) return exact;
  const real = await resolved(path);
  const same = await Promise.all(candidates.map(async (file) => isSamePath(await resolved(file), real, platform)));
  return candidates.filter((_, index) => same[index]);
}
