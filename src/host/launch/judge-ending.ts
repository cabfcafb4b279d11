/** What the recording says: there may be none, and it may be gone or damaged. */
export type Recorded =
  | {
      readonly calls: number;
      /** The first process closed its recording in order: no signal killed it. */
      readonly closed: boolean;
    }
  | 'none'
  | 'unreadable';

/** What is known of a run that is over. */
export interface Ended {
  /** As the terminal tells it: 0 also for a process that a signal killed; null when nobody knows. */
  readonly exitCode: number | null;
  /** We were asked to stop it. */
  readonly stopped: boolean;
  readonly recorded: Recorded;
  /** The script does not compile. Only looked for when nothing ran. */
  readonly syntaxError: SyntaxProblem | null;
}

export interface SyntaxProblem {
  readonly line: number;
  readonly message: string;
}

/** What is worth saying of it. */
export type Judgement =
  | { readonly kind: 'fine' }
  | { readonly kind: 'stopped' }
  /** The interpreter ended before the recorder was there. */
  | { readonly kind: 'not-begun' }
  /** Deleted meanwhile, or damaged. */
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'syntax-error'; readonly problem: SyntaxProblem }
  /** It ran, and no call was of a file that is recorded. */
  | { readonly kind: 'nothing-called' }
  | { readonly kind: 'failed'; readonly exitCode: number }
  /** Ended by a signal or the like. */
  | { readonly kind: 'killed' };

export function judgeEnding({ exitCode, stopped, recorded, syntaxError }: Ended): Judgement {
  if (stopped) return { kind: 'stopped' };
  if (recorded === 'none') return { kind: 'not-begun' };
  if (recorded === 'unreadable') return { kind: 'unreadable' };
  if (syntaxError !== null) return { kind: 'syntax-error', problem: syntaxError };
  if (exitCode !== null && exitCode !== 0) return { kind: 'failed', exitCode };
  if (!recorded.closed) return { kind: 'killed' };
  if (recorded.calls === 0) return { kind: 'nothing-called' };
  return { kind: 'fine' };
}

/** What run.json says. A 0 of a process that never closed its recording is no exit code of its own. */
export function exitCodeOf({ exitCode, recorded }: Ended): number | null {
  return exitCode === 0 && typeof recorded === 'object' && !recorded.closed ? null : exitCode;
}
