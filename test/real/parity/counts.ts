/** Calls per function: as a judge counted them, and as the store of a recording has them. */
import { readFile } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { rows } from '../support/machine.js';

/** By `file:line name`: a code object, or several that share these, on both sides alike. */
export type Counts<Entry> = ReadonlyMap<string, Entry>;

export interface Judged {
  /** A generator, coroutine or async generator. */
  readonly likeGenerator: boolean;
  /** cProfile: [ncalls]; profile function: [frames begun, frames gone on with]. */
  readonly calls: readonly number[];
}

export interface Recorded {
  readonly calls: number;
  /** Resumes and throws. */
  readonly resumes: number;
}

const key = (path: string, line: number, name: string) => `${path}:${line} ${name}`;

/** The judge's own functions and the recorder's are no part of the program. */
const foreign = (path: string) => /[\\/](real[\\/]targets[\\/]counted\.py|tracehold[\\/]_\w+\.py)$/.test(path);

/** What targets/counted.py wrote. Paths are made absolute as the recorder does. */
export async function readJudged(file: string, cwd: string): Promise<Map<string, Judged>> {
  const counts = new Map<string, Judged>();
  const text = await readFile(file, 'utf8');
  for (const line of text.split('\n').filter((entry) => entry !== '')) {
    const [path, first, name, likeGenerator, ...calls] = line.split('\t');
    const absolute = path.startsWith('<') || isAbsolute(path) ? path : resolve(cwd, path);
    if (foreign(absolute)) continue;
    const id = key(absolute, Number(first), name);
    const before = counts.get(id);
    counts.set(id, {
      likeGenerator: likeGenerator === '1',
      calls: calls.map((count, index) => Number(count) + (before?.calls[index] ?? 0)),
    });
  }
  return counts;
}

/** What the store knows, by the documented view. */
export async function readRecorded(run: string): Promise<Map<string, Recorded>> {
  const counts = new Map<string, Recorded>();
  const statement = 'SELECT path, line, co_name, sum(calls), sum(resumes) FROM functions GROUP BY path, line, co_name';
  for (const [path, line, name, calls, resumes] of await rows<[string, number, string, number, number]>(run, statement))
    if (!foreign(path)) counts.set(key(path, line, name), { calls, resumes });
  return counts;
}

/** What a recording has beyond one whose window stayed empty: the program. */
export function without(whole: Counts<Recorded>, outside: Counts<Recorded>): Map<string, Recorded> {
  const program = new Map<string, Recorded>();
  for (const id of new Set([...whole.keys(), ...outside.keys()])) {
    const { calls, resumes } = whole.get(id) ?? { calls: 0, resumes: 0 };
    const less = outside.get(id) ?? { calls: 0, resumes: 0 };
    program.set(id, { calls: calls - less.calls, resumes: resumes - less.resumes });
  }
  return program;
}
