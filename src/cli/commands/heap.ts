import { bytes, formatBytes } from '../../base/units.js';
import { dominatorTree } from '../../heap/dominators.js';
import { edgeSets } from '../../heap/edge-sets.js';
import type { PathStep } from '../../heap/holding-path.js';
import { pathsOfType } from '../../heap/paths-of-type.js';
import type { SourcePlace } from '../../heap/snapshot-graph.js';
import { placesOfSteps } from '../../heap/source-lines.js';
import type { ReadSource } from '../../heap/source-lines.js';
import { typeTotals } from '../../heap/type-totals.js';
import { analyse, verdictOf } from '../../heap/verdict.js';
import type { Holder } from '../../heap/verdict.js';
import type { Arguments } from '../arguments.js';
import type { Command, Context } from '../command.js';
import { exitCodes } from '../fault.js';
import { openGiven, sourceReader } from '../heap/snapshots.js';
import { stringifyLines } from '../json.js';
import { formatCount, plural } from '../numbers.js';
import { place } from '../place.js';
import { table } from '../table.js';
import { printable } from '../../base/printable.js';

const questions = ['verdict', 'types', 'paths'] as const;
type Question = (typeof questions)[number];

/** Who holds the memory of a program. */
export const heap: Command = {
  name: 'heap',
  summary: 'who holds the memory: ask a heap snapshot',
  usage: `${questions.join('|')} [SNAP] [OPTIONS]`,
  example: 'tracehold heap verdict',
  notes: [
    'verdict   who holds the most, by which path, and what clearing it would free',
    'types     how many objects of each type, their bytes, and what they keep alive',
    'paths     by which paths objects of --type T, or the one with --id N, are held',
    'SNAP is a .thheap file or a run, whose last snapshot is meant; without it the latest run.',
    'Snapshots are made by record --heap-at-exit and by tracehold.snapshot() in the program.',
  ].join('\n'),
  positionals: 2,
  options: {
    type: { value: 'T', help: 'paths: objects of this type, as types names it' },
    id: { value: 'N', help: 'paths: the object with this id(), decimal or 0x' },
    limit: { value: 'N', help: 'how many rows (20)' },
  },
  async run(args, context) {
    const [word, given] = args.positionals;
    const question = questions.find((name) => name === word);
    if (question === undefined) throw args.reject(`heap takes ${questions.join(', ')}, not '${word ?? ''}'`);
    await answers[question](args, given, context);
    return exitCodes.ok;
  },
};

const answers: Readonly<
  Record<Question, (args: Arguments, given: string | undefined, context: Context) => Promise<void>>
> = { verdict, types, paths };

async function verdict(args: Arguments, given: string | undefined, context: Context): Promise<void> {
  const { sentence, holders } = verdictOf(analyse(await openGiven(context, given)));
  const read = sourceReader();
  const shown = holders.slice(0, args.count('limit', 5));
  if (context.json) {
    const [best] = holders;
    const answer = {
      verdict: sentence,
      confidence: best?.confidence ?? null,
      idiom: best?.idiom?.name ?? null,
      holders: shown.map((holder) => holderJson(holder, read)),
    };
    context.terminal.out(`${JSON.stringify(answer, null, 2)}\n`);
    return;
  }
  const { terminal } = context;
  if (sentence === null) {
    terminal.out('Nothing holds much memory: no leak is to be seen in this snapshot.\n');
    return;
  }
  terminal.out(`${terminal.style.bold(printable(sentence))}\n`);
  const [best] = holders;
  if (best?.idiom) terminal.out(`${best.idiom.todo}.\n`);
  for (const holder of shown) {
    const size = formatBytes(bytes(holder.retainedBytes));
    terminal.out(`\n${size} in ${plural(holder.count, 'object')}, confidence ${holder.confidence}\n`);
    terminal.out(pathTable(holder.path, read, context));
  }
}

function holderJson(holder: Holder, read: ReadSource) {
  return {
    path: pathJson(holder.path, read),
    retainedBytes: holder.retainedBytes,
    count: holder.count,
    trackedCount: holder.trackedCount,
    others: holder.others,
    items: { count: holder.itemCount, type: holder.itemType },
    idiom: holder.idiom?.name ?? null,
    confidence: holder.confidence,
  };
}

function pathJson(path: readonly PathStep[], read: ReadSource) {
  const places = placesOfSteps(path, read);
  return path.map(({ edge, repeats, type, isHolder }, index) => ({
    edge: edgeWithCount(edge, repeats),
    type,
    location: locationJson(places[index] ?? null),
    ...(isHolder ? { holder: true } : {}),
  }));
}

function locationJson(found: SourcePlace | null) {
  return found === null ? null : { file: found.file, line: found.line === 0 ? null : found.line };
}

/** `.tb_next x 42,090`: a chain as one step. */
function edgeWithCount(edge: string, repeats: number): string {
  return repeats > 1 ? `${edge} x ${formatCount(repeats)}` : edge;
}

function pathTable(path: readonly PathStep[], read: ReadSource, { cwd, terminal }: Context): string {
  const places = placesOfSteps(path, read);
  const rows = path.map(({ edge, repeats, type, isHolder }, index) => {
    const found = places[index] ?? null;
    return [
      isHolder ? '>' : '',
      edgeWithCount(edge, repeats),
      type,
      found === null ? '' : place(cwd, found.file, found.line),
    ];
  });
  const columns = [
    { title: '' },
    { title: 'path', cut: 'end' },
    { title: 'type', cut: 'start' },
    { title: 'where', cut: 'start' },
  ] as const;
  return table(columns, rows, terminal);
}

async function types(args: Arguments, given: string | undefined, context: Context): Promise<void> {
  const { snapshot, graph } = await openGiven(context, given);
  const totals = typeTotals(graph, snapshot.types.length, dominatorTree(graph, edgeSets.weak));
  const rows = snapshot.types
    .map(({ name }, id) => ({
      type: name,
      count: totals.count[id],
      shallowBytes: totals.shallowBytes[id],
      retainedBytes: totals.retainedBytes[id],
    }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.retainedBytes - a.retainedBytes || b.shallowBytes - a.shallowBytes);
  if (context.json) {
    context.terminal.out(stringifyLines(rows));
    return;
  }
  const columns = [
    { title: 'retained', align: 'right' },
    { title: 'shallow', align: 'right' },
    { title: 'count', align: 'right' },
    { title: 'type', cut: 'start' },
  ] as const;
  const shown = rows
    .slice(0, args.count('limit', 20))
    .map(({ type, count, shallowBytes, retainedBytes }) => [
      formatBytes(bytes(retainedBytes)),
      formatBytes(bytes(shallowBytes)),
      formatCount(count),
      type,
    ]);
  context.terminal.out(table(columns, shown, context.terminal));
  if (rows.length > shown.length) {
    context.terminal.out(`${context.terminal.style.dim(`${shown.length} of ${rows.length} types`)}\n`);
  }
}

async function paths(args: Arguments, given: string | undefined, context: Context): Promise<void> {
  const [type, id] = [args.text('type'), args.text('id')];
  if ((type === undefined) === (id === undefined)) throw args.reject('paths takes --type T or --id N');
  const limit = args.count('limit', 20);
  const found = await openGiven(context, given);
  const groups = pathsOfType(found, type === undefined ? { id: address(id ?? '', args) } : { type });
  const read = sourceReader();
  if (context.json) {
    const rows = groups.slice(0, limit).map(({ path, count }) => ({ path: pathJson(path, read), count }));
    context.terminal.out(stringifyLines(rows));
    return;
  }
  const { terminal } = context;
  if (groups.length === 0) terminal.err('There is no such object that is held by a path from a root.\n');
  for (const { path, count } of groups.slice(0, limit)) {
    terminal.out(`${plural(count, 'object')}\n${pathTable(path, read, context)}\n`);
  }
}

/** What Python's id() and its default repr tell: decimal or 0x. */
function address(text: string, args: Arguments): bigint {
  if (!/^(?:\d+|0x[\da-f]+)$/i.test(text)) throw args.reject(`--id takes a number as id() tells it, not '${text}'`);
  return BigInt(text);
}
