import { printable } from '../base/printable.js';
import { assertNever } from '../base/assert-never.js';
import type { ErrorCode } from '../base/error-codes.js';
import { CodedError, toFailure } from '../base/result.js';

/** What the command says of itself to a script. `record` answers with the target's own code instead. */
export const exitCodes = { ok: 0, failure: 1, usage: 2, cancelled: 130 } as const;

/** Sentences without their full stops. */
export interface Advice {
  /** What is still there, when the reader may fear for it. */
  readonly kept?: string;
  /** A way out. */
  readonly todo?: string;
}

/** A failure whose way out is known at the place that found it. */
export class CliError extends CodedError {
  readonly advice: Advice;

  constructor(code: ErrorCode, happened: string, advice: Advice = {}, options?: ErrorOptions) {
    super(code, happened, options);
    this.name = 'CliError';
    this.advice = advice;
  }
}

/** A command line that cannot be meant. */
export function usageError(happened: string, command: string | null): CliError {
  return new CliError('bad-argument', happened, {
    todo: `Try 'tracehold ${command === null ? '' : `${command} `}--help'`,
  });
}

/** What people are told when the layer below only knew the code. */
const usualAdvice: Readonly<Record<ErrorCode, Advice>> = {
  cancelled: { kept: 'The recording is untouched', todo: 'Run the command again to go on' },
  'bad-argument': { todo: `Try 'tracehold --help'` },
  'not-found': { todo: `'tracehold list' shows the runs` },
  'not-a-recording': { kept: 'Nothing was changed', todo: `Give a run folder; 'tracehold list' shows them` },
  'newer-version': { kept: 'Nothing was changed', todo: 'Update Tracehold' },
  damaged: { kept: 'The recording is untouched', todo: `Delete the run's 'store' folder and run the command again` },
  limit: { kept: 'The recording is untouched', todo: 'Ask for less: a --limit, a --depth, a WHERE' },
  'no-python': { todo: 'Name an interpreter with --python' },
  'no-answer': { kept: 'The program goes on', todo: 'Try again' },
  io: { todo: 'Check the path, its permissions and the space left' },
  internal: { kept: 'The recording is untouched', todo: 'Please report this as a bug' },
};

/** System errors carry Node's code; their wording is the system's. */
function isSystemError(thrown: unknown): thrown is NodeJS.ErrnoException {
  return thrown instanceof Error && 'syscall' in thrown && 'code' in thrown;
}

export interface Fault {
  readonly code: ErrorCode;
  readonly message: string;
  readonly advice: Advice;
}

export function toFault(thrown: unknown): Fault {
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return { code: 'cancelled', message: 'Cancelled', advice: usualAdvice.cancelled };
  }
  const { code, message } = isSystemError(thrown)
    ? { code: 'io' as const, message: thrown.message }
    : toFailure(thrown);
  const advice = thrown instanceof CliError ? { ...usualAdvice[code], ...thrown.advice } : usualAdvice[code];
  return { code, message, advice };
}

/** `tracehold: <what happened>. <what was kept>. <what to do>.` and a line's end, whatever the message holds. */
export function faultLine({ message, advice }: Fault): string {
  const sentences = [message, advice.kept, advice.todo].filter((sentence) => sentence !== undefined);
  return `tracehold: ${sentences.map((sentence) => `${printable(sentence).replace(/[.\s]+$/, '')}.`).join(' ')}\n`;
}

export function exitCodeOf(code: ErrorCode): number {
  switch (code) {
    case 'cancelled':
      return exitCodes.cancelled;
    case 'bad-argument':
      return exitCodes.usage;
    case 'not-found':
    case 'not-a-recording':
    case 'newer-version':
    case 'damaged':
    case 'limit':
    case 'no-python':
    case 'no-answer':
    case 'io':
    case 'internal':
      return exitCodes.failure;
    default:
      return assertNever(code, 'error code');
  }
}
