import { HeapEdgeKind } from '../format/schema.gen.js';
import { kindOf } from './graph.js';
import { PairTable } from './pair-table.js';
import { NO_SIGNATURE, Signatures, signaturesOf } from './signatures.js';
import type { SignatureStep } from './signatures.js';
import { labelText, typeName } from './snapshot-graph.js';
import type { SnapshotGraph } from './snapshot-graph.js';

/** Objects of one type with the same content. */
interface DuplicateString {
  /** `str` or `bytes`. */
  readonly type: string;
  /** As Python writes it, where it is a key of a dict and so told; else null. */
  readonly text: string | null;
  readonly count: number;
  /** Of one, the largest of them. */
  readonly bytes: number;
  /** Of all but one. */
  readonly wastedBytes: number;
  /** The way by which most of them are held. */
  readonly held: { readonly path: readonly SignatureStep[]; readonly count: number };
}

export interface Duplicates {
  /** Those that waste most first. */
  readonly rows: readonly DuplicateString[];
  /** Contents that are there more than once, and what they waste in all. */
  readonly contents: number;
  readonly wastedBytes: number;
  /** Strings whose contents were compared. */
  readonly strings: number;
}

/**
 * Strings whose contents are there several times.
 *
 * @param found opened with `strings`.
 */
export function duplicateStrings(found: SnapshotGraph, limit: number): Duplicates {
  const { strings } = found.snapshot;
  const groups = new Groups(found);
  const repeated: number[] = [];
  let wastedBytes = 0;
  for (let group = 0; group < groups.count; group++) {
    if (groups.counts[group] < 2) continue;
    repeated.push(group);
    wastedBytes += groups.wasted(group);
  }
  const best = repeated.toSorted((a, b) => groups.wasted(b) - groups.wasted(a) || a - b).slice(0, limit);
  return { rows: rowsOf(found, groups, best), contents: repeated.length, wastedBytes, strings: strings.nodes.length };
}

/** Strings numbered by content, and sums of each number. */
class Groups {
  /** By index into the columns of strings. */
  readonly of: Uint32Array;
  readonly counts: Uint32Array;
  readonly #bytes: Float64Array;
  readonly largest: Float64Array;
  readonly count: number;

  constructor({ snapshot, graph }: SnapshotGraph) {
    const { nodes, hashes } = snapshot.strings;
    const halves = new Int32Array(hashes.buffer, hashes.byteOffset, 2 * hashes.length);
    const table = new PairTable();
    this.of = new Uint32Array(nodes.length);
    this.counts = new Uint32Array(nodes.length);
    this.#bytes = new Float64Array(nodes.length);
    this.largest = new Float64Array(nodes.length);
    for (let string = 0; string < nodes.length; string++) {
      const node = nodes[string];
      // A str and bytes of the same content have the same hash.
      const group = table.numberOf(halves[2 * string] ^ graph.type[node], halves[2 * string + 1]);
      this.of[string] = group;
      this.counts[group]++;
      this.#bytes[group] += graph.shallow[node];
      this.largest[group] = Math.max(this.largest[group], graph.shallow[node]);
    }
    this.count = table.count;
  }

  wasted(group: number): number {
    return this.#bytes[group] - this.largest[group];
  }
}

function rowsOf(found: SnapshotGraph, groups: Groups, best: readonly number[]): readonly DuplicateString[] {
  const { snapshot, graph } = found;
  const members = new Map<number, number[]>(best.map((group) => [group, []]));
  for (let string = 0; string < groups.of.length; string++) {
    members.get(groups.of[string])?.push(snapshot.strings.nodes[string]);
  }
  const signatures = new Signatures();
  const own = best.length === 0 ? new Int32Array(0) : signaturesOf(found, signatures);
  const texts = keyTexts(found, new Set([...members.values()].flat()));
  return best.map((group) => {
    const nodes = members.get(group) ?? [];
    const [signature, count] = mostFrequent(nodes.map((node) => own[node]));
    const told = nodes.find((node) => texts.has(node));
    return {
      type: typeName(snapshot, graph, nodes[0]),
      text: told === undefined ? null : (texts.get(told) ?? null),
      count: nodes.length,
      bytes: groups.largest[group],
      wastedBytes: groups.wasted(group),
      held: { path: signature === NO_SIGNATURE ? [] : signatures.stepsOf(signature), count },
    };
  });
}

/** What dicts tell of the strings that are their keys. */
function keyTexts({ snapshot, graph }: SnapshotGraph, wanted: ReadonlySet<number>): ReadonlyMap<number, string> {
  const texts = new Map<number, string>();
  if (wanted.size === 0) return texts;
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    const label = graph.label[edge];
    if (kindOf(label) !== HeapEdgeKind.keyObject || !wanted.has(graph.target[edge])) continue;
    const text = labelText(snapshot, label);
    if (text !== '' && !text.startsWith('<')) texts.set(graph.target[edge], text);
  }
  return texts;
}

function mostFrequent(values: readonly number[]): readonly [value: number, count: number] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best: readonly [number, number] = [NO_SIGNATURE, 0];
  for (const entry of counts) if (entry[1] > best[1]) best = entry;
  return best;
}
