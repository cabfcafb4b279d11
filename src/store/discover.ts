import { join } from 'node:path';
import type { ProcessRecord } from '../format/chunk.js';
import { traceFiles } from './folder.js';
import { peekProcess } from './peek.js';

export interface Discovered {
  readonly name: string;
  /** Null when the file does not say (yet). */
  readonly process: ProcessRecord | null;
}

/** Trace files that are not in `known`, earliest process first: that is the order of their ordinals. */
export async function discover(folder: string, known: ReadonlySet<string>): Promise<readonly Discovered[]> {
  const found: Discovered[] = [];
  for (const name of traceFiles(folder)) {
    if (!known.has(name)) found.push({ name, process: await peekProcess(join(folder, name)) });
  }
  return found.toSorted((a, b) => compare(startOf(a), startOf(b)) || compare(a.name, b.name));
}

function startOf({ process }: Discovered): bigint {
  return process?.startEpochNs ?? LAST;
}

const LAST = 2n ** 64n;

function compare<T extends bigint | string>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
