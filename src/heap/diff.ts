import { AddressIndex } from './address-index.js';
import type { ComparedFacts } from './facts.js';
import { NO_SIGNATURE } from './signatures.js';

/** Before and after. */
export type Pair = readonly [before: number, after: number];

/** Objects that are told apart by their addresses; only of two snapshots of one process. */
interface Moves {
  readonly created: number;
  readonly createdBytes: number;
  readonly gone: number;
  readonly goneBytes: number;
}

interface TypeDifference {
  readonly type: string;
  readonly counts: Pair;
  readonly bytes: Pair;
  readonly retainedBytes: Pair;
  readonly moves: Moves | null;
}

interface SignatureDifference {
  readonly signature: number;
  readonly counts: Pair;
  readonly bytes: Pair;
  readonly moves: Moves | null;
}

/** An object that is larger than it was. */
interface Grown {
  /** In the later snapshot. */
  readonly node: number;
  readonly bytes: Pair;
  readonly references: Pair;
}

export interface Difference {
  /** Why objects are told apart one by one, or why only by type and by the way they are held. */
  readonly matching: 'addresses' | 'other-process';
  readonly counts: Pair;
  readonly bytes: Pair;
  readonly moves: Moves | null;
  /** Objects that are no longer what was at their address, though type and size agree; they are among created and gone. */
  readonly reused: number;
  /** Those that differ, the one with the largest difference of bytes first. */
  readonly types: readonly TypeDifference[];
  readonly signatures: readonly SignatureDifference[];
  readonly grown: readonly Grown[];
  /** By object of the later snapshot: the same one in the earlier, or -1. Null where they are not told apart. */
  readonly partner: Int32Array | null;
}

const MOST_GROWN = 1000;
/** Of the types of both that lie at the same address: below, it was another process. */
const SAME_PROCESS = 0.9;

/**
 * What differs between two snapshots. Of one process, an object is the same that lies at the same address, is of the same
 * type, and is held from the same place, or refers first to the same, or if it refers to nothing has the same size and
 * reference count: another may have got its address meanwhile, and that is told by these. One that took its place in all
 * of them cannot be told from it; what is counted by type and by way of holding is exact nevertheless.
 *
 * @param before, after: of the same `Signatures`
 */
export function differenceOf(before: ComparedFacts, after: ComparedFacts): Difference {
  const isSame = isSameProcess(before, after);
  const matched = isSame ? match(before, after) : null;
  const count = { types: new Tally(), signatures: new Tally() };
  const names = new Map<string, number>();
  const idsBefore = typeIds(before, names);
  const idsAfter = typeIds(after, names);
  const wasMatched = new Uint8Array(before.nodeCount);
  const grown: Grown[] = [];
  for (let node = 0; node < after.nodeCount; node++) {
    const bytes = after.bytes[node];
    const partner = matched === null ? -1 : matched.partner[node];
    if (partner >= 0) {
      wasMatched[partner] = 1;
      if (bytes > before.bytes[partner]) {
        const references = [before.referenceCount[partner], after.referenceCount[node]] as const;
        grown.push({ node, bytes: [before.bytes[partner], bytes], references });
      }
    }
    count.types.add(idsAfter[after.type[node]] ?? -1, 1, bytes, partner < 0);
    count.signatures.add(after.signature[node], 1, bytes, partner < 0);
  }
  for (let node = 0; node < before.nodeCount; node++) {
    count.types.add(idsBefore[before.type[node]] ?? -1, 0, before.bytes[node], wasMatched[node] === 0);
    count.signatures.add(before.signature[node], 0, before.bytes[node], wasMatched[node] === 0);
  }
  const retained = retainedByName(before, idsBefore, after, idsAfter, names.size);
  const types = [...names].map(([type, id]) => ({
    type,
    ...count.types.row(id, isSame),
    retainedBytes: [retained[2 * id], retained[2 * id + 1]] as const,
  }));
  const signatures = Array.from({ length: count.signatures.size }, (_, signature) => ({
    signature,
    ...count.signatures.row(signature, isSame),
  }));
  return {
    matching: isSame ? 'addresses' : 'other-process',
    counts: [before.nodeCount, after.nodeCount],
    bytes: [sum(before.bytes), sum(after.bytes)],
    moves: isSame ? movesOf(types) : null,
    reused: matched?.reused ?? 0,
    types: types.filter(differs).toSorted(byDifference),
    signatures: signatures.filter(differs).toSorted(byDifference),
    grown: grown.toSorted((a, b) => b.bytes[1] - b.bytes[0] - (a.bytes[1] - a.bytes[0])).slice(0, MOST_GROWN),
    partner: matched?.partner ?? null,
  };
}

/** By the process's number, which may come again, and by where its types lie, which chance decides anew for each process. */
function isSameProcess(before: ComparedFacts, after: ComparedFacts): boolean {
  const [one, other] = [before.snapshot.record, after.snapshot.record];
  if (one === null || other === null || one.pid !== other.pid) return false;
  const known = new Map(before.snapshot.types.map(({ name, address }) => [name, address]));
  const both = after.snapshot.types.filter(({ name }) => known.has(name));
  const alike = both.filter(({ name, address }) => known.get(name) === address);
  return alike.length > 0 && alike.length >= SAME_PROCESS * both.length;
}

interface Matched {
  /** By object of the later snapshot: of the earlier, or -1. */
  readonly partner: Int32Array;
  readonly reused: number;
}

function match(before: ComparedFacts, after: ComparedFacts): Matched {
  const partner = new Int32Array(after.nodeCount);
  new AddressIndex(before.snapshot.addresses).findAll(after.snapshot.addresses, partner);
  let reused = 0;
  for (let node = 0; node < after.nodeCount; node++) {
    const other = partner[node];
    if (other < 0) continue;
    const types = [before.snapshot.types[before.type[other]], after.snapshot.types[after.type[node]]] as const;
    const isSameType = types[0]?.address === types[1]?.address && types[0]?.name === types[1]?.name;
    if (isSameType && isSameObject(before, other, after, node)) continue;
    if (isSameType && before.bytes[other] === after.bytes[node]) reused++;
    partner[node] = -1;
  }
  return { partner, reused };
}

function isSameObject(before: ComparedFacts, one: number, after: ComparedFacts, other: number): boolean {
  if (before.holder[one] === after.holder[other]) return true;
  if (before.referent[one] !== 0) return before.referent[one] === after.referent[other];
  return (
    after.referent[other] === 0 &&
    before.bytes[one] === after.bytes[other] &&
    before.refcount[one] === after.refcount[other]
  );
}

/** Numbers of types by their names, which several may share. */
function typeIds({ snapshot }: ComparedFacts, names: Map<string, number>): Int32Array {
  return Int32Array.from(snapshot.types, ({ name }) => {
    const id = names.get(name) ?? names.size;
    names.set(name, id);
    return id;
  });
}

/** Before and after, side by side. */
function retainedByName(
  before: ComparedFacts,
  idsBefore: Int32Array,
  after: ComparedFacts,
  idsAfter: Int32Array,
  names: number,
): Float64Array {
  const retained = new Float64Array(2 * names);
  for (const [type, id] of idsBefore.entries()) retained[2 * id] += before.retainedByType[type];
  for (const [type, id] of idsAfter.entries()) retained[2 * id + 1] += after.retainedByType[type];
  return retained;
}

/** Numbers of a row: of objects and their bytes before, after, gone and new. */
const WIDTH = 8;

/** Counts of objects and sums of bytes, by a number from 0. */
class Tally {
  #sums = new Float64Array(64 * WIDTH);
  size = 0;

  /** @param side 0 before, 1 after */
  add(row: number, side: 0 | 1, bytes: number, isUnmatched: boolean): void {
    if (row === NO_SIGNATURE) return;
    if (row >= this.size) this.#grow(row);
    const at = WIDTH * row + 2 * side;
    this.#sums[at]++;
    this.#sums[at + 1] += bytes;
    if (!isUnmatched) return;
    this.#sums[at + 4]++;
    this.#sums[at + 5] += bytes;
  }

  row(row: number, isSame: boolean): { readonly counts: Pair; readonly bytes: Pair; readonly moves: Moves | null } {
    const [countBefore, bytesBefore, countAfter, bytesAfter, gone, goneBytes, created, createdBytes] =
      row < this.size ? this.#sums.subarray(WIDTH * row, WIDTH * (row + 1)) : new Float64Array(WIDTH);
    return {
      counts: [countBefore, countAfter],
      bytes: [bytesBefore, bytesAfter],
      moves: isSame ? { created, createdBytes, gone, goneBytes } : null,
    };
  }

  #grow(row: number): void {
    this.size = row + 1;
    if (WIDTH * this.size <= this.#sums.length) return;
    const sums = new Float64Array(2 * WIDTH * this.size);
    sums.set(this.#sums);
    this.#sums = sums;
  }
}

function movesOf(rows: readonly { readonly moves: Moves | null }[]): Moves {
  const total = (of: (moves: Moves) => number) =>
    rows.reduce((all, { moves }) => all + (moves === null ? 0 : of(moves)), 0);
  return {
    created: total(({ created }) => created),
    createdBytes: total(({ createdBytes }) => createdBytes),
    gone: total(({ gone }) => gone),
    goneBytes: total(({ goneBytes }) => goneBytes),
  };
}

interface Row {
  readonly counts: Pair;
  readonly bytes: Pair;
  readonly moves: Moves | null;
}

function differs({ counts, bytes, moves }: Row): boolean {
  const isTurnover = moves !== null && (moves.created > 0 || moves.gone > 0);
  return isTurnover || counts[0] !== counts[1] || bytes[0] !== bytes[1];
}

function byDifference(one: Row, other: Row): number {
  const size = ({ bytes }: Row) => Math.abs(bytes[1] - bytes[0]);
  const count = ({ counts }: Row) => Math.abs(counts[1] - counts[0]);
  return size(other) - size(one) || count(other) - count(one);
}

function sum(values: Float64Array): number {
  return values.reduce((all, value) => all + value, 0);
}
