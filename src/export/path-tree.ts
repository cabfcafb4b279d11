import { CodedError } from '../base/result.js';

/** A frame as it is called from one path of frames. */
export interface PathNode {
  /** 1 and up. */
  readonly id: number;
  readonly frame: number;
  readonly hits: number;
  /** Ids. */
  readonly children: readonly number[];
}

/** Frames are below this, so that a parent and a frame make one number that a double holds exactly. */
const FRAMES = 2 ** 26;

/** Calls with the same path of frames are one node. Grows in columns: a program may have millions of paths. */
export class PathTree {
  readonly #most: number;
  readonly #idOf = new Map<number, number>();
  // By id; a list of children is linked by `next`, the latest first.
  readonly #frame: number[] = [0];
  readonly #hits: number[] = [0];
  readonly #latest: number[] = [0];
  readonly #next: number[] = [0];

  /** @param most nodes; one more is a CodedError 'limit'. */
  constructor(most: number) {
    this.#most = most;
  }

  /** The node of a frame called by another, or of one that nobody called. */
  child(parent: number | null, frame: number): number {
    const above = parent ?? 0;
    const key = above * FRAMES + frame;
    const known = this.#idOf.get(key);
    if (known !== undefined) return known;
    const id = this.#frame.length;
    if (id > this.#most) {
      throw new CodedError(
        'limit',
        `The run has more than ${this.#most.toLocaleString('en-US')} different call paths, which is more than a CPU profile's viewers can show. Export it as speedscope or Chrome trace instead.`,
      );
    }
    this.#idOf.set(key, id);
    this.#frame.push(frame);
    this.#hits.push(0);
    this.#next.push(this.#latest[above]);
    this.#latest.push(0);
    this.#latest[above] = id;
    return id;
  }

  /** Counts a sample; returns the id. */
  hit(id: number): number {
    this.#hits[id]++;
    return id;
  }

  /** In order of id; children in the order of their first call. */
  *nodes(): Generator<PathNode> {
    for (let id = 1; id < this.#frame.length; id++) {
      const children: number[] = [];
      for (let child = this.#latest[id]; child !== 0; child = this.#next[child]) children.push(child);
      yield { id, frame: this.#frame[id], hits: this.#hits[id], children: children.toReversed() };
    }
  }
}
