import { HeapEdgeKind } from '../format/schema.gen.js';
import { NONE, kindOf } from './graph.js';
import { PairTable } from './pair-table.js';
import { attributeOfKey, labelText } from './snapshot-graph.js';
import type { SnapshotGraph } from './snapshot-graph.js';

/** Above every signature. */
export const NO_SIGNATURE = -1;

/** Paths are told apart by so many unlike steps; what lies deeper is like what holds it. */
const DEEPEST = 100;

export interface SignatureStep {
  /** As Python would write it, `[]` for any key or index; of the first step, what the root is. */
  readonly edge: string;
  readonly type: string;
}

/**
 * Ways of being held, numbered across snapshots: the steps of the shortest path from a root, whatever the keys and indices, with
 * links alike in a row taken for one. They make a tree, in which the number of what holds is smaller than that of what is held.
 */
export class Signatures {
  readonly #texts = new Map<string, number>();
  readonly #words: string[] = [];
  /** A step: its text and the name of the type that it leads to. */
  readonly #steps = new PairTable();
  /** The signature above and the step. */
  readonly #signatures = new PairTable();
  readonly #depths: number[] = [];

  get count(): number {
    return this.#signatures.count;
  }

  /** The signature of what holds, or NO_SIGNATURE for roots. */
  above(signature: number): number {
    return this.#signatures.oneOf(signature);
  }

  textId(text: string): number {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    const id = this.#texts.size;
    this.#texts.set(text, id);
    this.#words.push(text);
    return id;
  }

  #text(id: number): string {
    return this.#words[id] ?? '?';
  }

  /** From the root on. */
  stepsOf(signature: number): readonly SignatureStep[] {
    const steps: SignatureStep[] = [];
    for (let at = signature; at !== NO_SIGNATURE; at = this.above(at)) {
      const step = this.#signatures.otherOf(at);
      steps.push({ edge: this.#text(this.#steps.oneOf(step)), type: this.#text(this.#steps.otherOf(step)) });
    }
    return steps.toReversed();
  }

  below(above: number, text: number, type: number): number {
    const step = this.#steps.numberOf(text, type);
    if (above !== NO_SIGNATURE) {
      const isLikeAbove = this.#signatures.otherOf(above) === step;
      if (isLikeAbove || this.#depths[above] === DEEPEST) return above;
    }
    const signature = this.#signatures.numberOf(above, step);
    if (signature === this.#depths.length) this.#depths.push(above === NO_SIGNATURE ? 0 : this.#depths[above] + 1);
    return signature;
  }
}

/** The signature of each object; NO_SIGNATURE for those to which no root leads. */
export function signaturesOf(found: SnapshotGraph, signatures: Signatures): Int32Array {
  const { graph, reached, rootNames, snapshot } = found;
  const { parent, parentEdge, distance } = reached;
  const result = new Int32Array(graph.nodeCount).fill(NO_SIGNATURE);
  const types = Int32Array.from(snapshot.types, ({ name }) => signatures.textId(name));
  const texts = new StepTexts(found, signatures);
  const unknown = signatures.textId('?');
  const typeOf = (node: number) => types[graph.type[node]] ?? unknown;
  const way: number[] = [];
  for (let node = 0; node < graph.nodeCount; node++) {
    if (distance[node] === NONE) continue;
    for (let at = node; result[at] === NO_SIGNATURE; at = parent[at]) {
      way.push(at);
      if (parentEdge[at] === NONE) break;
    }
    for (let at = way.pop(); at !== undefined; at = way.pop()) {
      const edge = parentEdge[at];
      if (edge === NONE) {
        result[at] = signatures.below(NO_SIGNATURE, signatures.textId(rootNames.get(at) ?? '?'), typeOf(at));
        continue;
      }
      const holder = parent[at];
      const byDict = parentEdge[holder];
      const attribute = byDict === NONE ? NO_TEXT : texts.ofAttribute(graph.label[byDict], graph.label[edge]);
      // What a __dict__ holds by a name is an attribute of its owner.
      const above = attribute === NO_TEXT ? holder : parent[holder];
      const text = attribute === NO_TEXT ? texts.of(graph.label[edge]) : attribute;
      result[at] = signatures.below(result[above], text, typeOf(at));
    }
  }
  return result;
}

const NO_TEXT = -1;
const NOT_YET = -2;

/** Texts of the labels of a snapshot, each looked at once. */
class StepTexts {
  readonly #found: SnapshotGraph;
  readonly #signatures: Signatures;
  /** By kind, and by index into the snapshot's texts. */
  readonly #named = new Map<number, Int32Array>();
  readonly #attributes: Int32Array;

  constructor(found: SnapshotGraph, signatures: Signatures) {
    this.#found = found;
    this.#signatures = signatures;
    this.#attributes = new Int32Array(found.snapshot.texts.length).fill(NOT_YET);
  }

  of(label: number): number {
    const kind = kindOf(label);
    switch (kind) {
      case HeapEdgeKind.attribute:
        return this.#ofNamed(kind, label, (name) => `.${name}`);
      case HeapEdgeKind.local:
        return this.#ofNamed(kind, label, (name) => `<local ${name}>`);
      case HeapEdgeKind.key:
      case HeapEdgeKind.item:
        return this.#signatures.textId('[]');
      default:
        return this.#signatures.textId(unnamed[kind] ?? '<reference>');
    }
  }

  /** Of two steps, `x.__dict__` and `['name']`, that are one attribute; NO_TEXT where they are not. */
  ofAttribute(first: number, second: number): number {
    if (kindOf(second) !== HeapEdgeKind.key || kindOf(first) !== HeapEdgeKind.attribute) return NO_TEXT;
    if (labelText(this.#found.snapshot, first) !== '__dict__') return NO_TEXT;
    const index = second >>> 5;
    const known = this.#attributes[index] ?? NO_TEXT;
    if (known !== NOT_YET) return known;
    const name = attributeOfKey(labelText(this.#found.snapshot, second));
    return (this.#attributes[index] = name === null ? NO_TEXT : this.#signatures.textId(`.${name}`));
  }

  #ofNamed(kind: number, label: number, textOf: (name: string) => string): number {
    const { snapshot } = this.#found;
    let known = this.#named.get(kind);
    if (known === undefined) {
      known = new Int32Array(snapshot.texts.length).fill(NOT_YET);
      this.#named.set(kind, known);
    }
    const id = known[label >>> 5] ?? NOT_YET;
    if (id !== NOT_YET) return id;
    return (known[label >>> 5] = this.#signatures.textId(textOf(labelText(snapshot, label))));
  }
}

const unnamed: Readonly<Record<number, string>> = {
  [HeapEdgeKind.keyObject]: '<key>',
  [HeapEdgeKind.member]: '<item of a set>',
  [HeapEdgeKind.type]: '<class>',
  [HeapEdgeKind.cacheKey]: '<cache key>',
  [HeapEdgeKind.cacheValue]: '<cache result>',
  [HeapEdgeKind.base]: '.base',
};
