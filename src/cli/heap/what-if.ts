import { freedBy } from '../../heap/cut.js';
import type { Freed } from '../../heap/cut.js';
import { edgeSets } from '../../heap/edge-sets.js';
import { contentsOf, follow } from '../../heap/expression.js';
import { reverseEdges } from '../../heap/reverse.js';
import type { SnapshotGraph } from '../../heap/snapshot-graph.js';
import { typeName } from '../../heap/snapshot-graph.js';
import type { Arguments } from '../arguments.js';
import type { Context } from '../command.js';
import { CliError } from '../fault.js';
import { stringify } from '../json.js';
import { formatCount, plural } from '../../base/counts.js';
import { address } from './paths.js';
import { printRows, size } from './print.js';
import { openGiven } from './snapshots.js';

const columns = [
  { title: 'bytes', align: 'right' },
  { title: 'count', align: 'right' },
  { title: 'type', cut: 'start' },
] as const;

/** What would be free without some references. */
export async function whatIf(args: Arguments, [given]: readonly string[], context: Context): Promise<void> {
  const asked = { clear: args.text('clear'), cut: args.text('cut'), id: args.text('id') };
  if (Object.values(asked).filter((text) => text !== undefined).length !== 1) {
    throw args.reject('what-if takes one of --clear PATH, --cut PATH and --id N');
  }
  const wanted = asked.id === undefined ? null : address(asked.id, args);
  const found = await openGiven(context, given);
  const edges = wanted === null ? edgesOf(found, asked) : edgesTo(found, wanted);
  const freed = freedBy(found.graph, edgeSets.weak, edges);
  const types = typesOf(found, freed);
  const { terminal } = context;
  if (context.json) {
    const { bytes, count } = freed;
    terminal.out(`${stringify({ references: edges.length, freedBytes: bytes, freedCount: count, types })}\n`);
    return;
  }
  const cleared = plural(edges.length, 'reference');
  if (freed.count === 0) {
    terminal.out(`Nothing would be free without ${cleared}: something else holds it all, too ('heap paths --id').\n`);
    return;
  }
  terminal.out(`${size(freed.bytes)} in ${plural(freed.count, 'object')} would be free without ${cleared}.\n`);
  printRows(context, columns, types, {
    limit: args.count('limit', 20),
    what: 'types',
    cells: ({ type, count, bytes }) => [size(bytes), formatCount(count), type],
  });
}

function edgesOf(found: SnapshotGraph, { clear, cut }: Readonly<Record<'clear' | 'cut', string | undefined>>) {
  return clear === undefined ? follow(found, cut ?? '').edges : contentsOf(found, follow(found, clear).nodes);
}

/** All references to one object. */
function edgesTo(found: SnapshotGraph, wanted: bigint): readonly number[] {
  const node = found.snapshot.addresses.indexOf(wanted);
  if (node < 0) throw new CliError('not-found', `The snapshot has no object with the id ${wanted}`);
  const { first, edge } = reverseEdges(found.graph, edgeSets.weak);
  return [...edge.subarray(first[node], first[node + 1])];
}

function typesOf({ snapshot, graph }: SnapshotGraph, { isFreed }: Freed) {
  const rows = new Map<string, { count: number; bytes: number }>();
  for (let node = 0; node < graph.nodeCount; node++) {
    if (isFreed[node] === 0) continue;
    const type = typeName(snapshot, graph, node);
    const row = rows.get(type) ?? { count: 0, bytes: 0 };
    rows.set(type, { count: row.count + 1, bytes: row.bytes + graph.shallow[node] });
  }
  return [...rows].map(([type, row]) => ({ type, ...row })).toSorted((a, b) => b.bytes - a.bytes);
}
