import { readFileSync, statSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openSnapshot } from '../../heap/open-snapshot.js';
import type { SnapshotGraph } from '../../heap/snapshot-graph.js';
import type { ReadSource } from '../../heap/source-lines.js';
import type { Context } from '../command.js';
import { CliError } from '../fault.js';
import { cancellable } from '../open.js';
import { ProgressLine } from '../progress.js';
import { findRun } from '../runs.js';

/** A source that is larger was not written by people. */
const MOST_SOURCE_BYTES = 4 << 20;

/** SNAP of the command line: a snapshot file, or a run, whose last snapshot is meant. */
async function findSnapshot(cwd: string, given: string | undefined): Promise<string> {
  if (given?.endsWith('.thheap') === true) return resolve(cwd, given);
  const folder = await findRun(cwd, given);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.thheap'));
  const found = await Promise.all(
    names.map(async (name) => ({ path: join(folder, name), at: (await stat(join(folder, name))).mtimeMs })),
  );
  const last = found.toSorted((a, b) => b.at - a.at)[0];
  if (last !== undefined) return last.path;
  throw new CliError('not-found', `${folder} holds no heap snapshot`, {
    todo: "Record one with 'tracehold record --heap-at-exit -- script.py', or call tracehold.snapshot() in the program",
  });
}

/** Opens SNAP with a progress line, and says what of it is missing. */
export async function openGiven(context: Context, given: string | undefined): Promise<SnapshotGraph> {
  const path = await findSnapshot(context.cwd, given);
  const line = new ProgressLine(context.terminal);
  const found = await cancellable((signal) =>
    openSnapshot(path, {
      signal,
      progress: (fraction) => line.show(`tracehold: reading ${Math.floor(fraction * 100)} %`),
    }),
  ).finally(() => line.clear());
  for (const { message } of found.snapshot.problems) context.terminal.err(`tracehold: ${message}\n`);
  return found;
}

/** Reads sources as they are now; each once. */
export function sourceReader(): ReadSource {
  const known = new Map<string, string | null>();
  return (file) => {
    const text = known.get(file);
    if (text !== undefined) return text;
    let read: string | null = null;
    try {
      const { size } = statSync(file);
      if (size <= MOST_SOURCE_BYTES) read = readFileSync(file, 'utf8');
    } catch {
      read = null;
    }
    known.set(file, read);
    return read;
  };
}
