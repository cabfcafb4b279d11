import { assertNever } from '../base/assert-never.js';
import { differenceOf } from '../heap/diff.js';
import type { Difference, Pair } from '../heap/diff.js';
import type { ComparedFacts } from '../heap/facts.js';
import type { Signatures } from '../heap/signatures.js';
import { recordOf } from './heap-summary.js';
import { shown } from './heap-steps.js';
import { names } from './heap-types.js';
import { OrderedRows } from './ordered-rows.js';
import { ChangedWays } from './heap-changed-ways.js';
import type {
  ChangeColumn,
  ChangesQuery,
  HeapChange,
  HeapChangedWays,
  HeapChanges,
  HeapDifference,
  HeapMoves,
} from '../rpc/heap-compare-contract.js';

/** What of a snapshot is compared with what of an earlier or later one. */
export interface Compared {
  readonly base: ComparedFacts;
  readonly own: ComparedFacts;
  readonly signatures: Signatures;
}

/** The difference of a snapshot from another, of which no more is kept than objects' types, sizes and signatures. */
export class HeapComparison {
  readonly difference: HeapDifference;
  readonly #partner: Int32Array | null;
  readonly #own: ComparedFacts;
  readonly #rows: OrderedRows<HeapChange, ChangeColumn>;
  readonly #mostBytes: number;
  readonly #ways: ChangedWays;
  /** Objects of the type that was asked for last. */
  #lastNew: { readonly change: number; readonly nodes: Uint32Array } | null = null;

  constructor(compared: Compared) {
    const { base, own } = compared;
    const found = differenceOf(base, own);
    const grown = found.partner === null ? null : grownByName(base, own, found.partner);
    this.#partner = found.partner;
    this.#own = own;
    const rows = found.types.map((row, change) => ({
      change,
      name: shown(row.type),
      moves: movesOf(row.moves, grown?.get(row.type)),
      count: increase(row.counts),
      bytes: increase(row.bytes),
      retainedBytes: increase(row.retainedBytes),
    }));
    this.#rows = new OrderedRows(rows, ordered);
    this.#mostBytes = rows.reduce((most, { bytes }) => Math.max(most, Math.abs(bytes)), 0);
    this.#ways = new ChangedWays(compared, found);
    const { record } = base.snapshot;
    const all = { count: 0, bytes: 0 };
    for (const { count, bytes } of grown?.values() ?? []) {
      all.count += count;
      all.bytes += bytes;
    }
    this.difference = {
      base: record === null ? null : recordOf(record),
      counts: found.counts,
      bytes: found.bytes,
      moves: movesOf(found.moves, all),
      types: found.types.length,
    };
  }

  /** Equals by the bytes they grew by. */
  changes(query: ChangesQuery): HeapChanges {
    return { ...this.#rows.page(query), mostBytes: this.#mostBytes };
  }

  /** Objects of a type that are not in the base; all of them where objects are not told apart. @param sorted brings them into order */
  newOf(change: number, sorted: (nodes: Uint32Array) => Uint32Array): Uint32Array {
    if (this.#lastNew?.change !== change) this.#lastNew = { change, nodes: sorted(this.#newNodes(change)) };
    return this.#lastNew.nodes;
  }

  #newNodes(change: number): Uint32Array {
    const { type, nodeCount } = this.#own;
    const isOfType = this.#ways.typesOf(change, 'own');
    const nodes: number[] = [];
    for (let node = 0; node < nodeCount; node++) {
      if (isOfType[type[node]] === 1 && (this.#partner === null || this.#partner[node] < 0)) nodes.push(node);
    }
    return Uint32Array.from(nodes);
  }

  changedWays(change: number): HeapChangedWays {
    return this.#ways.of(change);
  }
}

interface Amount {
  count: number;
  bytes: number;
}

function grownByName(base: ComparedFacts, own: ComparedFacts, partner: Int32Array): ReadonlyMap<string, Amount> {
  const byName = new Map<string, Amount>();
  const ofType = own.snapshot.types.map(({ name }) => {
    const known = byName.get(name) ?? { count: 0, bytes: 0 };
    byName.set(name, known);
    return known;
  });
  for (let node = 0; node < own.nodeCount; node++) {
    const other = partner[node];
    const by = other < 0 ? 0 : own.bytes[node] - base.bytes[other];
    const sums = ofType[own.type[node]];
    if (by <= 0 || sums === undefined) continue;
    sums.count++;
    sums.bytes += by;
  }
  return byName;
}

function movesOf(moves: Difference['moves'], grown: Amount = { count: 0, bytes: 0 }): HeapMoves | null {
  if (moves === null) return null;
  return {
    created: { count: moves.created, bytes: moves.createdBytes },
    gone: { count: moves.gone, bytes: moves.goneBytes },
    grown: { ...grown },
  };
}

function increase([before, after]: Pair): number {
  return after - before;
}

function ordered(rows: readonly HeapChange[], column: ChangeColumn, descending: boolean): readonly HeapChange[] {
  const direction = descending ? -1 : 1;
  const compare = (a: HeapChange, b: HeapChange) =>
    column === 'name' ? names.compare(a.name, b.name) : figure(a, column) - figure(b, column);
  return rows.toSorted((a, b) => direction * compare(a, b) || b.bytes - a.bytes || a.change - b.change);
}

function figure(row: HeapChange, column: Exclude<ChangeColumn, 'name'>): number {
  switch (column) {
    case 'created':
    case 'gone':
    case 'grown':
      return row.moves?.[column].bytes ?? 0;
    case 'count':
    case 'bytes':
    case 'retainedBytes':
      return row[column];
    default:
      return assertNever(column, 'column');
  }
}
