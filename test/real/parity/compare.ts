/** Holds a recording against the judge, function by function. */
import type { Counts, Judged, Recorded } from './counts.js';
import type { Difference } from './differences.js';

/**
 * How the judge came to its numbers.
 *
 * - `same process`: sys.monitoring has room for cProfile and the recorder at once, so that one run is judged.
 * - `runs alike`: the recorded program and two runs by cProfile; a function whose counts differ between those two
 *   depends on chance and is left out.
 * - `runs alike, by events`: on 3.11, where the creation of a generator is a call event that cProfile counts. The
 *   second run counts events by whether they begin a frame's code; its sum must be what cProfile says.
 */
export type Method = 'same process' | 'runs alike' | 'runs alike, by events';

export interface Comparison {
  readonly functions: number;
  /** What cProfile counted, and how much of it was held against the recording. */
  readonly ncalls: number;
  readonly compared: number;
  /** Functions whose counts two judges disagree on. */
  readonly unstable: readonly string[];
  /** Functions that differ as the table says, with the reason. */
  readonly explained: readonly string[];
  /** Functions that differ, and nobody knows why. */
  readonly wrong: readonly string[];
}

/**
 * cProfile counts a generator's start and every time it goes on, so its ncalls are our calls and resumes; a throw
 * counts as a resume on both sides.
 */
export function compare(
  method: Method,
  judged: Counts<Judged>,
  second: Counts<Judged>,
  recorded: Counts<Recorded>,
  differences: readonly Difference[],
): Comparison {
  const unstable: string[] = [];
  const explained: string[] = [];
  const wrong: string[] = [];
  let ncalls = 0;
  let compared = 0;
  for (const id of new Set([...judged.keys(), ...recorded.keys()])) {
    const { likeGenerator, calls } = judged.get(id) ?? { likeGenerator: false, calls: [0] };
    const again = second.get(id)?.calls ?? [0];
    const [counted] = calls;
    ncalls += counted;
    if (counted !== again.reduce((sum, count) => sum + count, 0)) {
      unstable.push(`${id}: ${counted} or ${again.join(' + ')} by the judges`);
      continue;
    }
    const created = method === 'runs alike, by events' && likeGenerator ? again[0] : 0;
    const wanted = counted - created;
    const entry = recorded.get(id) ?? { calls: 0, resumes: 0 };
    const got = entry.calls + entry.resumes;
    const difference = wanted === got ? undefined : explain(differences, id, wanted - got);
    // Of a function that differs as expected, the calls that both have.
    if (wanted === got || difference !== undefined) compared += counted - Math.abs(wanted - got);
    if (wanted === got) continue;
    if (difference === undefined) wrong.push(`${id}: ${wanted} by cProfile, ${got} recorded`);
    else explained.push(`${id}: ${wanted} by cProfile, ${got} recorded: ${difference.reason}`);
  }
  return { functions: judged.size, ncalls, compared, unstable, explained, wrong };
}

/** @param missing calls that cProfile has and the recording has not */
function explain(differences: readonly Difference[], id: string, missing: number): Difference | undefined {
  return differences.find(
    ({ functions, atMost, extra = 0 }) => functions.test(id) && missing <= atMost && missing >= -extra,
  );
}
