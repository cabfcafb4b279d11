import { disjointPaths } from '../../heap/disjoint-paths.js';
import { edgeSets } from '../../heap/edge-sets.js';
import { NONE } from '../../heap/graph.js';
import { stepsOf } from '../../heap/holding-path.js';
import { pathsOfType } from '../../heap/paths-of-type.js';
import type { PathGroup } from '../../heap/paths-of-type.js';
import { reverseEdges } from '../../heap/reverse.js';
import type { SnapshotGraph } from '../../heap/snapshot-graph.js';
import type { Arguments } from '../arguments.js';
import type { Context } from '../command.js';
import { stringifyLines } from '../json.js';
import { formatCount, plural } from '../../base/counts.js';
import { pathJson, pathTable, placesIn } from './print.js';
import { sourceReader } from '../../heap/source-files.js';
import { openGiven } from './snapshots.js';

interface Found {
  readonly groups: readonly PathGroup[];
  /** What is to be said of paths that are not among them. */
  readonly rest: string;
}

/** By which paths objects of a type, or one object, are held. */
export async function paths(args: Arguments, [given]: readonly string[], context: Context): Promise<void> {
  const [type, id] = [args.text('type'), args.text('id')];
  if ((type === undefined) === (id === undefined)) throw args.reject('paths takes --type T or --id N');
  const wanted = id === undefined ? null : address(id, args);
  const limit = args.count('limit', 20);
  const found = await openGiven(context, given);
  const { groups, rest } = wanted === null ? ofType(found, type ?? '', limit) : ofObject(found, wanted, limit);
  const sources = { read: sourceReader(context.cwd), found };
  const { terminal } = context;
  if (context.json) {
    terminal.out(
      stringifyLines(groups.map(({ path, count }) => ({ path: pathJson(path, placesIn(path, sources)), count }))),
    );
    return;
  }
  if (groups.length === 0) terminal.err('There is no such object that is held by a path from a root.\n');
  for (const [index, { path, count }] of groups.entries()) {
    const title = wanted === null ? plural(count, 'object') : `way ${formatCount(index + 1)}`;
    terminal.out(`${title}\n${pathTable(path, context, placesIn(path, sources))}\n`);
  }
  if (rest !== '') terminal.out(`${terminal.style.dim(rest)}\n`);
}

function ofType(found: SnapshotGraph, type: string, limit: number): Found {
  const groups = pathsOfType(found, { type });
  const shown = groups.slice(0, limit);
  return {
    groups: shown,
    rest: shown.length < groups.length ? `${limit} of ${formatCount(groups.length)} ways of holding` : '',
  };
}

/** All ways by which an object is held that have nothing in common: each must be cut before it is let go. */
function ofObject(found: SnapshotGraph, wanted: bigint, limit: number): Found {
  const node = found.snapshot.addresses.indexOf(wanted);
  if (node < 0) return { groups: [], rest: '' };
  const ways = disjointPaths(found.graph, reverseEdges(found.graph, edgeSets.weak), node, { most: limit });
  const groups = ways.paths.map(({ nodes, edges }) => ({ path: stepsOf(found, nodes, edges, NONE), count: 1 }));
  return { groups, rest: groups.length === 0 ? '' : endings[ways.end](groups.length) };
}

const endings = {
  all: (count: number) =>
    count === 1
      ? 'All ways to it go through one object: to cut this one may be enough.'
      : `To let go of it, all ${formatCount(count)} have to be cut: they share no other object.`,
  most: (count: number) => `The first ${formatCount(count)}; there may be more (--limit).`,
  steps: (count: number) => `${formatCount(count)} were found before the search became too long.`,
} as const;

/** What Python's id() and its default repr tell: decimal or 0x. */
export function address(text: string, args: Arguments): bigint {
  if (!/^(?:\d+|0x[\da-f]+)$/i.test(text)) throw args.reject(`--id takes a number as id() tells it, not '${text}'`);
  return BigInt(text);
}
