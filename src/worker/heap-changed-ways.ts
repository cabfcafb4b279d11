import type { Difference } from '../heap/diff.js';
import type { ComparedFacts } from '../heap/facts.js';
import { pathName } from '../heap/holding-path.js';
import { NO_SIGNATURE } from '../heap/signatures.js';
import type { Signatures } from '../heap/signatures.js';
import type { HeapChangedWay, HeapChangedWays } from '../rpc/heap-compare-contract.js';
import type { Compared } from './heap-comparison.js';
import { shown } from './heap-steps.js';

/** More than anybody reads. */
const MOST_WAYS = 100;

type Side = Pick<ComparedFacts, 'nodeCount' | 'type' | 'bytes' | 'signature'> & {
  /** Names of its types. */
  readonly names: readonly string[];
};

interface Sums {
  counts: [before: number, after: number];
  bytes: [before: number, after: number];
  created: number;
  example: number | null;
  isExampleNew: boolean;
}

/** How the objects of a type are held, in one snapshot and in the other. */
export class ChangedWays {
  readonly #sides: { readonly base: Side; readonly own: Side };
  readonly #signatures: Signatures;
  readonly #types: readonly string[];
  readonly #partner: Int32Array | null;

  constructor({ base, own, signatures }: Compared, { types, partner }: Difference) {
    this.#sides = { base: sideOf(base), own: sideOf(own) };
    this.#signatures = signatures;
    this.#types = types.map(({ type }) => type);
    this.#partner = partner;
  }

  /** For each type of a snapshot 1 when it is the one that changed: several may have its name. */
  typesOf(change: number, side: 'base' | 'own'): Uint8Array {
    const name = this.#types[change];
    return Uint8Array.from(this.#sides[side].names, (each) => (each === name ? 1 : 0));
  }

  of(change: number): HeapChangedWays {
    const bySignature = new Map<number, Sums>();
    const sumsOf = (signature: number): Sums => {
      const known = bySignature.get(signature) ?? {
        counts: [0, 0],
        bytes: [0, 0],
        created: 0,
        example: null,
        isExampleNew: false,
      };
      bySignature.set(signature, known);
      return known;
    };
    for (const [at, side] of (['base', 'own'] as const).entries()) {
      const isOfType = this.typesOf(change, side);
      const { nodeCount, type, bytes, signature } = this.#sides[side];
      for (let node = 0; node < nodeCount; node++) {
        if (isOfType[type[node]] !== 1 || signature[node] === NO_SIGNATURE) continue;
        const sums = sumsOf(signature[node]);
        sums.counts[at]++;
        sums.bytes[at] += bytes[node];
        if (side === 'own') this.#look(sums, node);
      }
    }
    const changed = [...bySignature].filter(([, sums]) => this.#differs(sums));
    const most = changed.toSorted(([, a], [, b]) => weight(b) - weight(a) || b.created - a.created).slice(0, MOST_WAYS);
    return { ways: most.map(([signature, sums]) => this.#way(signature, sums)), total: changed.length };
  }

  #look(sums: Sums, node: number): void {
    const isNew = this.#partner !== null && this.#partner[node] < 0;
    if (isNew) sums.created++;
    if (sums.example !== null && (sums.isExampleNew || !isNew)) return;
    sums.example = node;
    sums.isExampleNew = isNew;
  }

  #differs({ counts, bytes, created }: Sums): boolean {
    return created > 0 || counts[0] !== counts[1] || bytes[0] !== bytes[1];
  }

  #way(signature: number, { counts, bytes, created, example }: Sums): HeapChangedWay {
    return {
      way: shown(pathName(this.#signatures.stepsOf(signature))),
      counts,
      bytes,
      created: this.#partner === null ? null : created,
      example,
    };
  }
}

function weight({ bytes }: Sums): number {
  return Math.abs(bytes[1] - bytes[0]);
}

/** Nothing else of a snapshot is kept: what is not named here can be given back. */
function sideOf({ snapshot, nodeCount, type, bytes, signature }: ComparedFacts): Side {
  return { nodeCount, type, bytes, signature, names: snapshot.types.map(({ name }) => name) };
}
