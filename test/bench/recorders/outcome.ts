/** What a measuring process (recorder/measure.py) said, and how it ended. Everything here is pure. */

/** Processor and clock, in seconds. */
interface Seconds {
  readonly cpu: number;
  readonly wall: number;
}

/** One turn: a slice not recorded and one recorded. */
export interface Pair {
  readonly plain: Seconds;
  /** The slice alone. */
  readonly recorded: Seconds;
  /** From the beginning of the recording until it is saved. */
  readonly saved: Seconds;
  readonly bytes: number;
  readonly note: string | null;
  /** False where the warm-up took so long that it had to be the measurement. */
  readonly warm: boolean;
}

/** Bytes of resident memory, at most. */
interface Memory {
  readonly peak: number;
  /** Before it was saved. */
  readonly recording: number;
  readonly bytes: number;
}

/** A line of the process: one of these is there. */
export interface Line {
  readonly point?: string;
  /** Seconds of a slice by the clock. */
  readonly plain?: number;
  readonly pair?: Pair;
  readonly memory?: Memory;
  /** How deep a recursion came, or the exception that ended it. */
  readonly reached?: number | string;
  readonly recursion?: number | string;
  readonly unavailable?: string;
  readonly failed?: string;
}

/** Why the watchdog ended a process. */
export interface Excess {
  readonly what: 'memory' | 'time';
  /** Bytes or seconds. */
  readonly limit: number;
}

/** The short form of what cannot be measured on a machine. */
export const NOT_HERE = 'not here';

export function notHere(reason: string): Trouble {
  return { short: NOT_HERE, sentence: `not here: ${reason}` };
}

/** How a process ended; `excess` where it was made to. */
export interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
  readonly excess: Excess | undefined;
  /** Since its last point, when it ended. */
  readonly secondsAtPoint: number;
  /** The end of what it wrote to standard error. */
  readonly errors: string;
}

export interface Outcome {
  readonly pairs: readonly Pair[];
  readonly memory: Memory | undefined;
  readonly recursion: number | string | undefined;
  /** Why there is less than what was asked for; nothing when all is there. */
  readonly trouble: Trouble | undefined;
}

export interface Trouble {
  /** For a cell that has no figure. */
  readonly short: string;
  /** What happened, at which limit, where. */
  readonly sentence: string;
}

export interface Limits {
  readonly memoryBytes: number;
  readonly seconds: number;
}

/** The limit that a process is beyond. */
export function excessOf(residentBytes: number, seconds: number, limits: Limits): Excess | undefined {
  if (residentBytes > limits.memoryBytes) return { what: 'memory', limit: limits.memoryBytes };
  if (seconds > limits.seconds) return { what: 'time', limit: limits.seconds };
  return undefined;
}

/** Lines of JSON; the last may be cut where the process was ended. */
export function readLines(text: string): Line[] {
  return text.split('\n').flatMap((line) => {
    try {
      return line.trim() === '' ? [] : [JSON.parse(line) as Line];
    } catch {
      return [];
    }
  });
}

export function outcomeOf(lines: readonly Line[], ending: Ending): Outcome {
  const last = <Key extends keyof Line>(key: Key) => lines.findLast((line) => line[key] !== undefined)?.[key];
  const pairs = lines.flatMap(({ pair }) => (pair === undefined ? [] : [pair]));
  const trouble = troubleOf(last('unavailable'), last('failed'), last('point') ?? 'start', ending);
  const reached = last('reached');
  const slow = trouble === undefined ? '' : atLeast(last('plain'), last('point') ?? '', ending);
  const recursed = trouble !== undefined && reached !== undefined ? `; the recursion itself came to ${reached}` : '';
  return {
    pairs,
    memory: last('memory'),
    recursion: last('recursion'),
    trouble: trouble && { ...trouble, sentence: trouble.sentence + slow + recursed },
  };
}

function troubleOf(
  unavailable: string | undefined,
  failed: string | undefined,
  point: string,
  { code, signal, excess, errors }: Ending,
): Trouble | undefined {
  if (unavailable !== undefined) return notHere(unavailable);
  if (failed !== undefined) return { short: 'failed', sentence: `failed (${point}): ${failed}` };
  if (excess?.what === 'memory') {
    const limit = sizeOf(excess.limit);
    return { short: `over ${limit}`, sentence: `ended: over ${limit} of memory (${point})` };
  }
  if (excess?.what === 'time') {
    return { short: `over ${excess.limit} s`, sentence: `ended: over ${excess.limit} s (${point})` };
  }
  if (signal !== null) return { short: signal, sentence: `crashed with ${signal} (${point})` };
  if (code === 0) return undefined;
  const why = errors.trim().split('\n').at(-1) ?? '';
  return { short: 'failed', sentence: `exited with ${code} (${point})${why === '' ? '' : `: ${why}`}` };
}

/** A slice that was ended has lasted that long at least. */
function atLeast(plain: number | undefined, point: string, { excess, secondsAtPoint }: Ending): string {
  if (excess === undefined || plain === undefined || !point.endsWith(', recorded')) return '';
  return `; until then at least ${(secondsAtPoint / plain).toFixed(0)} times by the clock`;
}

/** Bytes for people. */
export function sizeOf(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  const power = Math.min(Math.floor(Math.log(Math.max(Math.abs(bytes), 1)) / Math.log(1000)), units.length - 1);
  const amount = bytes / 1000 ** power;
  return `${amount.toFixed(power === 0 || Math.abs(amount) >= 100 ? 0 : 1)} ${units[power] ?? ''}`;
}
