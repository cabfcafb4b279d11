/** What the recording says: there may be none, and it may be gone or damaged. */
export type Recorded =
  | {
      readonly calls: number;
      /** The first process closed its recording in order: no signal killed it, but for one that Python itself sent. */
      readonly closed: boolean;
      /** Its main module ended by a KeyboardInterrupt that nobody handled. */
      readonly interrupted: boolean;
    }
  | 'none'
  | 'unreadable';

/** What is known of a run that is over. */
export interface Ended {
  /** As the terminal tells it: 0 also for a process that a signal killed; null when nobody knows. */
  readonly exitCode: number | null;
  /** We were asked to stop it. */
  readonly stopped: boolean;
  /** The last signal that we sent. */
  readonly sent: string | null;
  readonly terminalWasClosed: boolean;
  /** False when it ended while no window watched it. */
  readonly isWatched: boolean;
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
  /** Its terminal was closed while it ran. */
  | { readonly kind: 'terminal-closed' }
  /** Ended by Ctrl-C in its terminal, or by a SIGINT of somebody else. */
  | { readonly kind: 'interrupted' }
  /** It ended in order while no window watched it. */
  | { readonly kind: 'unwatched' }
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

export function judgeEnding(ended: Ended): Judgement {
  const { exitCode, stopped, recorded, syntaxError } = ended;
  if (stopped) return { kind: 'stopped' };
  if (recorded === 'none') return { kind: 'not-begun' };
  if (recorded === 'unreadable') return { kind: 'unreadable' };
  if (syntaxError !== null) return { kind: 'syntax-error', problem: syntaxError };
  if (signalOf(ended) === 'SIGINT') return { kind: 'interrupted' };
  if (exitCode !== null && exitCode !== 0) return { kind: 'failed', exitCode };
  if (ended.terminalWasClosed) return { kind: 'terminal-closed' };
  if (!recorded.closed) return { kind: 'killed' };
  if (!ended.isWatched) return { kind: 'unwatched' };
  if (recorded.calls === 0) return { kind: 'nothing-called' };
  return { kind: 'fine' };
}

/**
 * What run.json says. A 0 of a process that never closed its recording is no exit code of its own, and neither is that of
 * one that Python ended by SIGINT, which it does when nobody handles a KeyboardInterrupt.
 */
export function exitCodeOf(ended: Ended): number | null {
  const { exitCode, recorded } = ended;
  if (exitCode !== 0) return exitCode;
  return signalOf(ended) !== null || (typeof recorded === 'object' && !recorded.closed) ? null : exitCode;
}

/**
 * The signal that killed it, where that is known and not guessed. The terminal does not tell: a process that a signal
 * killed has the exit code 0 there.
 */
export function signalOf({ exitCode, recorded, sent }: Ended): string | null {
  if (typeof recorded !== 'object' || (exitCode !== null && exitCode !== 0)) return null;
  if (recorded.closed) return recorded.interrupted ? 'SIGINT' : null;
  // Nothing of the program ran after these: it would have closed its recording.
  return sent === 'SIGTERM' || sent === 'SIGKILL' ? sent : null;
}
