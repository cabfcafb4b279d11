import type { Workbench } from '../harness/workbench.js';

/** A program whose recording is looked at from the palette to its deletion, and what a person finds of it. */
export interface Subject {
  /** Of its pictures. */
  readonly name: string;
  /** What the run is called; begins its row in the tree. */
  readonly run: string;
  /** Starts it as a person does. */
  readonly start: (workbench: Workbench) => Promise<void>;
  /** In the page of the run. */
  readonly calls: string | RegExp;
  /** In the terminal. */
  readonly printed: string;
  /** Rows to open below the run, to where the call is. */
  readonly rows: readonly RegExp[];
  readonly call: {
    readonly name: string;
    readonly file: string;
    readonly line: number;
    /** How often it is called. */
    readonly of: number;
    /** Among the values beside the timeline. */
    readonly values: RegExp;
    /** At the ends of lines: an argument, and the result. */
    readonly atLineEnds: readonly [RegExp, RegExp];
  };
  /** Another function, to be searched for, and how many functions have its name. */
  readonly search: { readonly name: string; readonly found: RegExp };
}
