/** From outcomes to a Markdown table: one row per workload and recorder, no cell without a word. */
import type { Pair, Outcome, Trouble } from './outcome.js';
import { NOT_HERE, sizeOf } from './outcome.js';

export interface Row {
  readonly workload: string;
  readonly recorder: string;
  readonly slowdown: Outcome;
  readonly memory: Outcome;
  /** Peak of the workload by itself. */
  readonly untracedPeak: number;
  /** Load average when it was done: of 1, 5 and 15 minutes. */
  readonly load: string;
}

export interface RecursionRow {
  readonly recorder: string;
  readonly outcome: Outcome;
}

/** Of at least one figure. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** How many times longer, pair by pair, so that what disturbs both halves of a pair disturbs no ratio. */
export function ratio(pairs: readonly Pair[], part: 'recorded' | 'saved', clock: 'cpu' | 'wall'): number | undefined {
  if (pairs.length === 0) return undefined;
  return median(pairs.map((pair) => pair[part][clock] / pair.plain[clock]));
}

export const HEADER = [
  'workload',
  'recorder',
  'CPU',
  'wall',
  'CPU, saved',
  'memory',
  'on disk',
  'pairs',
  'remarks',
] as const;

/** Text from outside (an exception, a path) stays one cell of one row. */
function cell(text: string): string {
  // eslint-disable-next-line no-control-regex -- what a terminal would obey is what has to go
  const plain = text.replaceAll(/[\u0000-\u001F\u007F-\u009F]+/g, ' ').trim();
  return plain.replaceAll(/[\\|<>`]/g, String.raw`\$&`);
}

function times(figure: number | undefined, trouble: Trouble | undefined): string {
  if (figure === undefined) return trouble?.short ?? 'nothing measured';
  return figure < 10 ? figure.toFixed(2) : figure.toFixed(0);
}

export function cellsOf({ workload, recorder, slowdown, memory, untracedPeak }: Row): string[] {
  const { pairs, trouble } = slowdown;
  const last = pairs.at(-1);
  const bytes = last?.bytes ?? memory.memory?.bytes;
  const remarks = [
    last?.note ?? undefined,
    last?.warm === false ? 'so slow that its first time is the figure' : undefined,
    trouble?.sentence,
    memory.trouble === undefined || trouble?.short === NOT_HERE ? undefined : `memory: ${memory.trouble.sentence}`,
  ].filter((remark) => remark !== undefined);
  return [
    workload,
    recorder,
    times(ratio(pairs, 'recorded', 'cpu'), trouble),
    times(ratio(pairs, 'recorded', 'wall'), trouble),
    times(ratio(pairs, 'saved', 'cpu'), trouble),
    memory.memory === undefined
      ? (memory.trouble?.short ?? 'nothing measured')
      : `+${sizeOf(Math.max(0, memory.memory.peak - untracedPeak))}`,
    bytes === undefined ? (trouble?.short ?? 'nothing measured') : sizeOf(bytes),
    String(pairs.length),
    remarks.join('; ') || '-',
  ];
}

export const RECURSION_HEADER = ['recorder', 'what it does', 'remarks'] as const;

/** What a deep recursion does under a recorder, against what it does by itself. */
export function recursionCells({ recorder, outcome }: RecursionRow, untraced: Outcome): string[] {
  const same = outcome.recursion !== undefined && outcome.recursion === untraced.recursion;
  const came = outcome.recursion === undefined ? 'nothing measured' : `came to ${outcome.recursion}`;
  const verdict = same ? 'as untraced' : (outcome.trouble?.short ?? came);
  return [recorder, verdict, outcome.trouble?.sentence ?? `came to ${outcome.recursion ?? 'nothing'}`];
}

/** `fibonacci(25) 9.8 ms, 11.1 MB`: the workloads by themselves, to judge the ratios by. */
export function untracedLine(rows: readonly Row[]): string {
  const names = [...new Set(rows.map(({ workload }) => workload))];
  return names
    .map((name) => {
      const own = rows.filter(({ workload }) => workload === name);
      const seconds = own.flatMap(({ slowdown }) => slowdown.pairs.map(({ plain }) => plain.cpu));
      const time = seconds.length === 0 ? 'not measured' : `${(median(seconds) * 1000).toFixed(1)} ms`;
      return `${name} ${time}, ${sizeOf(own[0]?.untracedPeak ?? 0)}`;
    })
    .join('; ');
}

export function markdownRow(cells: readonly string[]): string {
  return `| ${cells.map(cell).join(' | ')} |`;
}

export function markdownHeader(header: readonly string[]): string {
  return `${markdownRow(header)}\n${markdownRow(header.map(() => '---'))}`;
}
