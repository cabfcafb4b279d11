import { basename } from 'node:path';
import { printable } from '../../base/printable.js';
import { findingsOf, judgedWith } from '../../heap/findings.js';
import type { Findings } from '../../heap/findings.js';
import { FEWEST_SNAPSHOTS, GrowthSeries, gain } from '../../heap/growth.js';
import type { GrowingHolder, Growth, Series } from '../../heap/growth.js';
import type { Grown } from '../../heap/verdict-growth.js';
import type { SnapshotGraph } from '../../heap/snapshot-graph.js';
import type { Arguments } from '../arguments.js';
import type { Context } from '../command.js';
import { CliError } from '../fault.js';
import { stringify } from '../json.js';
import { formatCount, plural } from '../../base/counts.js';
import { formatCountDifference, formatSizeDifference } from '../numbers.js';
import { pathJson, pathTable, placesIn, printRows, size } from './print.js';
import type { Sources } from './print.js';
import { sourceReader } from '../../heap/source-files.js';
import { openFile, snapshotsOf } from './snapshots.js';

/** What grows in every step of three snapshots or more, and who holds what is new. */
export async function growth(args: Arguments, given: readonly string[], context: Context): Promise<void> {
  const files = ofOneProcess(await snapshotsOf(context.cwd, given), given.length > 1);
  if (files.length < FEWEST_SNAPSHOTS) {
    throw new CliError('bad-argument', `growth needs ${FEWEST_SNAPSHOTS} snapshots or more, not ${files.length}`, {
      todo: 'Call tracehold.snapshot() in the program, once in each round of its work, or give the files',
    });
  }
  const { result, last } = await grown(files, context);
  const limit = args.count('limit', 5);
  const sources = { read: sourceReader(context.cwd), found: last };
  if (context.json) context.terminal.out(`${stringify(toJson(result, files, limit, sources))}\n`);
  else print(result, limit, sources, context);
}

/** What grew in some snapshots, and the last of them. */
async function grown(
  files: readonly string[],
  context: Context,
): Promise<{ readonly result: Growth; readonly last: SnapshotGraph }> {
  const series = new GrowthSeries();
  for (const file of files.slice(0, -1)) series.add(await openFile(context, file));
  const last = await openFile(context, files[files.length - 1]);
  return { result: series.result(last, series.add(last)), last };
}

/** For the verdict: more snapshots make it no surer. */
const MOST_COMPARED = 5;

/**
 * What is found out about the last snapshot of a run, with how what its objects hold grew; null where the same process has less
 * than three snapshots.
 */
export async function findingsWithGrowth(context: Context, given: string | undefined): Promise<Findings | null> {
  const all = await snapshotsOf(context.cwd, given === undefined ? [] : [given]);
  const [lastFile] = all.slice(-1);
  const files = all.filter((file) => processOf(file) === processOf(lastFile));
  if (files.length < FEWEST_SNAPSHOTS) return null;
  const { result, last } = await grown(evenly(files, MOST_COMPARED), context);
  const found = new Map<number, Grown>();
  for (const { path, counts, bytes, type } of result.holders) {
    const holder = path.find(({ isHolder }) => isHolder)?.node;
    if (holder === undefined || found.has(holder)) continue;
    found.set(holder, { snapshots: result.snapshots, count: gain(counts), bytes: gain(bytes), type });
  }
  const read = sourceReader(context.cwd);
  return findingsOf(last, read, { verdict: judgedWith(last, read, { grown: found }) });
}

/** The first, the last and as many between them. */
function evenly(files: readonly string[], most: number): readonly string[] {
  if (files.length <= most) return files;
  return Array.from({ length: most }, (_, at) => files[Math.round((at * (files.length - 1)) / (most - 1))]);
}

/** Of a snapshot file: the part of its name that tells the process. */
function processOf(file: string): string {
  return basename(file).replace(/-\d+\.thheap$/, '');
}

/** Of a run the process with the most snapshots is meant: those of several say nothing of growth. */
function ofOneProcess(files: readonly string[], areNamed: boolean): readonly string[] {
  if (areNamed) return files;
  const processes = new Map<string, string[]>();
  for (const file of files) {
    const process = processOf(file);
    processes.set(process, [...(processes.get(process) ?? []), file]);
  }
  return [...processes.values()].toSorted((a, b) => b.length - a.length)[0] ?? [];
}

function toJson(result: Growth, files: readonly string[], limit: number, sources: Sources) {
  const [best] = result.holders;
  return {
    verdict: best === undefined ? null : sentenceOf(best),
    snapshots: files,
    count: result.counts,
    bytes: result.bytes,
    holders: result.holders.slice(0, limit).map(({ path, holder, type, counts, bytes, idiom, isEven }) => ({
      path: pathJson(path, placesIn(path, sources)),
      holder,
      items: type,
      count: counts,
      bytes,
      idiom: idiom?.name ?? null,
      even: isEven,
    })),
    types: result.types.map(({ type, counts, bytes }) => ({ type, count: counts, bytes })),
  };
}

function print({ holders, types, snapshots }: Growth, limit: number, sources: Sources, context: Context): void {
  const { terminal } = context;
  const [best] = holders;
  if (best === undefined) {
    terminal.out(`Nothing grew in every step of ${formatCount(snapshots)} snapshots.\n`);
    return;
  }
  terminal.out(`${terminal.style.bold(printable(sentenceOf(best)))}\n`);
  if (best.idiom !== null) terminal.out(`${best.idiom.todo}.\n`);
  for (const { counts, bytes, type, path } of holders.slice(0, limit)) {
    terminal.out(
      `\n${printable(`${formatCountDifference(gain(counts))} ${type}`)}, ${formatSizeDifference(gain(bytes))} with what they hold\n`,
    );
    terminal.out(pathTable(path, context, placesIn(path, sources)));
  }
  terminal.out('\n');
  const columns = [
    { title: 'grew by', align: 'right' },
    { title: 'count', align: 'right' },
    { title: 'in each step', align: 'right' },
    { title: 'type', cut: 'start' },
  ] as const;
  printRows(context, columns, types, {
    limit: Math.max(limit, 20),
    what: 'types that grew in every step',
    cells: ({ type, counts, bytes }) => [
      size(gain(bytes)),
      formatCountDifference(gain(counts)),
      stepsOf(counts).map(formatCountDifference).join(' '),
      type,
    ],
  });
}

/** In words; with it `growth` says what `verdict` says of one snapshot. */
function sentenceOf({ holder, type, counts, bytes, idiom, isEven }: GrowingHolder): string {
  const increases = stepsOf(counts);
  const each = isEven
    ? `about ${formatCount(Math.round(gain(counts) / increases.length))} each time`
    : increases.map(formatCountDifference).join(', ');
  const because = idiom === null ? '' : `: ${idiom.because}`;
  return `${holder} grew in every step, by ${plural(gain(counts), `${type} object`)} (${each}), ${size(gain(bytes))} with what they hold${because}.`;
}

function stepsOf(series: Series): readonly number[] {
  return series.slice(1).map((value, at) => value - series[at]);
}
