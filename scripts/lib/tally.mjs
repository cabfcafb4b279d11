/**
 * How many tests of a runner passed, failed and were skipped.
 * @typedef {{ passed: number, failed: number, skipped: number }} Tally
 */

/**
 * @param {Tally} tally
 * @returns {string} in the one form that every runner of this project closes with
 */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/**
 * @param {Tally[]} tallies
 * @returns {Tally}
 */
export function sum(tallies) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const tally of tallies) {
    total.passed += tally.passed;
    total.failed += tally.failed;
    total.skipped += tally.skipped;
  }
  return total;
}

/**
 * What a runner's end amounts to. One that ended badly, found no test, or skipped all of them without a word has failed.
 * @param {{ code: number, tally: Tally | undefined, skipped?: string[] }} outcome with the reasons of what was skipped
 * @returns {Tally}
 */
export function judged({ code, tally, skipped = [] }) {
  const counted = { passed: 0, failed: 0, skipped: 0, ...tally };
  const isSilent = counted.passed === 0 && skipped.length === 0;
  if (counted.failed === 0 && (code !== 0 || isSilent)) counted.failed = 1;
  return counted;
}

/**
 * The last closing line that a runner printed.
 * @param {string} output
 * @returns {Tally | undefined}
 */
export function readClosingLine(output) {
  const line = [...output.matchAll(/(\d+) passed, (\d+) failed, (\d+) skipped$/gm)].at(-1);
  if (line === undefined) return undefined;
  return { passed: Number(line[1]), failed: Number(line[2]), skipped: Number(line[3]) };
}

/**
 * The summary of Python's unittest: `Ran 12 tests in 0.1s`, then `OK (skipped=1)` or `FAILED (failures=1, errors=2)`.
 * @param {string} output
 * @returns {Tally | undefined} nothing when the run did not get as far as its summary
 */
export function readUnittestSummary(output) {
  const ran = [...output.matchAll(/^Ran (\d+) tests? in /gm)].at(-1);
  const verdict = [...output.matchAll(/^(?:OK|FAILED|NO TESTS RAN)\b.*$/gm)].at(-1);
  if (ran === undefined || verdict === undefined) return undefined;
  // `failures` must not match `expected failures`, which are as they should be.
  /** @param {string} word */
  const count = (word) => Number(new RegExp(`(?:\\(|, )${word}=(\\d+)`).exec(verdict[0])?.[1] ?? 0);
  const failed = count('failures') + count('errors') + count('unexpected successes');
  const skipped = count('skipped');
  // An error while a class is set up is counted among the errors and not among the tests that ran.
  return { passed: Math.max(0, Number(ran[1]) - failed - skipped), failed, skipped };
}
