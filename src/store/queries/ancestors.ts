import type { Ancestors, AncestorRun, CallRow } from '../api.js';
import { callRow, findCall } from '../call-rows.js';
import type { CallSource } from '../call-source.js';
import { callOf, parentOf } from '../slices.js';
import type { Place } from '../slices.js';

export interface AncestorQuery {
  readonly call: number;
  /** Callers left out at the inner end. */
  readonly offset: number;
  /** Runs wanted. */
  readonly limit: number;
  /** Neighbours of one function become one run. */
  readonly collapse: boolean;
}

/** Links lead back in time; a damaged store must not lead in circles. */
const MOST_ANCESTORS = 4_000_000;

/** Who called a call, innermost first, up to the outermost: one walk, whatever the depth. */
export function ancestors(source: CallSource, { call, offset, limit, collapse }: AncestorQuery): Ancestors {
  const from = findCall(source, call);
  if (from === null) return { runs: [], calls: 0 };
  const runs: { inner: Place; outer: Place; calls: number }[] = [];
  let calls = 0;
  for (let at = callerOf(source, from); at !== null && calls < MOST_ANCESTORS; at = callerOf(source, at)) {
    if (calls++ < offset) continue;
    const last = runs.at(-1);
    if (collapse && last !== undefined && functionOf(last.inner) === functionOf(at)) {
      // Beyond the last run that is wanted there is one more, which only says where that one ends.
      last.outer = at;
      last.calls++;
    } else if (runs.length <= limit) {
      runs.push({ inner: at, outer: at, calls: 1 });
    }
  }
  return { runs: runs.slice(0, limit).map((run): AncestorRun => row(source, run)), calls };
}

function row(source: CallSource, { inner, outer, calls }: { inner: Place; outer: Place; calls: number }): AncestorRun {
  const call: CallRow = callRow(source, inner);
  return { call, outermost: outer === inner ? call : callRow(source, outer), calls };
}

/** First slice of the call that is above. */
function callerOf(source: CallSource, place: Place): Place | null {
  const parent = parentOf(source, place);
  return parent === null ? null : findCall(source, callOf(source, parent));
}

function functionOf({ chunk, row: at }: Place): number {
  return chunk.functions[at];
}
