/** What the chain needs to know of a call; a CallRow is one. */
export interface ChainCall {
  readonly id: number;
  readonly functionId: number;
}

/** Calls of one function in a row: recursion. `calls` from the innermost out. */
export interface ChainRun<Call extends ChainCall> {
  readonly calls: readonly Call[];
}

/**
 * Puts a chain of callers, innermost first, together: neighbours of the same function become one entry.
 * @param longest shorter runs stay apart, since collapsing them would save nothing.
 */
export function collapsed<Call extends ChainCall>(chain: readonly Call[], longest = 2): readonly ChainRun<Call>[] {
  const runs: Call[][] = [];
  for (const call of chain) {
    const run = runs.at(-1);
    if (run?.[0].functionId === call.functionId) run.push(call);
    else runs.push([call]);
  }
  return runs.flatMap((run) => (run.length > longest ? [{ calls: run }] : run.map((call) => ({ calls: [call] }))));
}
