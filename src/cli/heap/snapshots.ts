import { readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { printable } from '../../base/printable.js';
import type { SnapshotOptions } from '../../format/snapshot.js';
import { findingsOf } from '../../heap/findings.js';
import type { Findings } from '../../heap/findings.js';
import { openSnapshot } from '../../heap/open-snapshot.js';
import { withProgramFile } from '../../heap/program-file.js';
import type { SnapshotGraph } from '../../heap/snapshot-graph.js';
import { sourceReader } from '../../heap/source-files.js';
import { readRunFile } from '../../run/run-file.js';
import { keep, readKept, stampOf } from '../../store/heap/kept.js';
import type { Context } from '../command.js';
import { CliError } from '../fault.js';
import { cancellable } from '../open.js';
import { ProgressLine } from '../progress.js';
import { findRun } from '../runs.js';

const suffix = '.thheap';

/** SNAP of the command line: a snapshot file, or a run, whose last snapshot is meant. */
async function findSnapshot(cwd: string, given: string | undefined): Promise<string> {
  const [last] = (await snapshotsOf(cwd, given === undefined ? [] : [given])).slice(-1);
  return last;
}

/** The files that are named; of a run, or of the latest one, all in the order in which they were taken. */
export async function snapshotsOf(cwd: string, given: readonly string[]): Promise<readonly string[]> {
  const [first] = given;
  if (given.length > 1) return Promise.all(given.map((one) => findSnapshot(cwd, one)));
  if (first !== undefined && first.endsWith(suffix)) return [resolve(cwd, first)];
  const folder = await findRun(cwd, first);
  const names = (await readdir(folder)).filter((name) => name.endsWith(suffix));
  const found = await Promise.all(
    names.map(async (name) => ({ path: join(folder, name), at: (await stat(join(folder, name))).mtimeMs })),
  );
  if (found.length > 0) return found.toSorted((a, b) => a.at - b.at).map(({ path }) => path);
  throw new CliError('not-found', `${folder} holds no heap snapshot`, {
    todo: "Record one with 'tracehold record --heap-at-exit -- script.py', or call tracehold.snapshot() in the program",
  });
}

/** Opens SNAP with a progress line, and says what of it is missing. */
export async function openGiven(
  context: Context,
  given: string | undefined,
  options: Pick<SnapshotOptions, 'strings'> = {},
): Promise<SnapshotGraph> {
  return openFile(context, await findSnapshot(context.cwd, given), options);
}

/** What is found out about SNAP, at once where that is kept from an earlier time; says what of it is missing. */
export async function findingsGiven(context: Context, given: string | undefined): Promise<Findings> {
  const path = await findSnapshot(context.cwd, given);
  const known = readKept(path);
  if (known !== null) {
    sayProblems(context, known.problems);
    return known;
  }
  const stamp = stampOf(path);
  const findings = findingsOf(await openFile(context, path), sourceReader(context.cwd));
  if (stamp !== null) keep(path, stamp, findings);
  return findings;
}

export async function openFile(
  context: Context,
  path: string,
  options: Pick<SnapshotOptions, 'strings'> = {},
): Promise<SnapshotGraph> {
  const line = new ProgressLine(context.terminal);
  const found = await cancellable((signal) =>
    openSnapshot(path, {
      ...options,
      signal,
      progress: (fraction) => line.show(`tracehold: reading ${Math.floor(fraction * 100)} %`),
    }),
  ).finally(() => line.clear());
  const { problems } = found.snapshot;
  sayProblems(
    context,
    problems.map(({ message }) => message),
  );
  const program = await programOf(path);
  return program === null ? found : withProgramFile(found, program);
}

/** The script of the run that a snapshot is of; null where it is none, or where other processes may have run others. */
async function programOf(path: string): Promise<string | null> {
  const folder = dirname(path);
  const { command = [], cwd } = await readRunFile(folder);
  const [script = ''] = command;
  if (cwd === undefined || !script.endsWith('.py')) return null;
  const names = await readdir(folder).catch(() => []);
  const processes = new Set(names.flatMap((name) => /^heap-(\d+)-\d+\.thheap$/.exec(name)?.[1] ?? []));
  return processes.size === 1 ? resolve(cwd, script) : null;
}

function sayProblems({ terminal }: Context, problems: readonly string[]): void {
  for (const message of problems) terminal.err(`tracehold: ${printable(message)}\n`);
}
