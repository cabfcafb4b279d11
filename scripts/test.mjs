/**
 * `npm test`: sets up what is missing, runs every runner in order and closes with one line over all of them. A runner
 * that fails does not keep the next one from running.
 */
import { loadHarness } from './harness-bundle.mjs';
import { run } from './lib/run.mjs';
import { closingLine, judged, readClosingLine, sum } from './lib/tally.mjs';
import { runVitest } from './lib/vitest.mjs';
import { setUp } from './setup.mjs';

/** Of a runner that failed, in the summary: where only the end of a log is kept, it must say what to look for. */
const TOLD_LINES = 60;

/** @typedef {{ code: number, tally: import('./lib/tally.mjs').Tally | undefined, skipped?: string[], failed?: string[] }} Outcome */

/**
 * @param {string} file
 * @returns {Promise<Outcome>}
 */
async function runScript(file) {
  const { code, output } = await run(process.execPath, [file], { echo: true });
  const skipped = [...output.matchAll(/^skip (.+)$/gm)].map(([, reason = '']) => reason);
  const failed = code === 0 ? [] : [`${file}\n${output.trimEnd().split('\n').slice(-TOLD_LINES).join('\n')}`];
  return { code, tally: readClosingLine(output), skipped, failed };
}

/**
 * Needs a VS Code and a browser, which not every machine can have.
 * @returns {Promise<Outcome>}
 */
async function runEndToEnd() {
  const { ensureHarness } = await loadHarness();
  const harness = await ensureHarness();
  if (!('missing' in harness)) return runVitest('e2e');
  console.log(`skip e2e: ${harness.missing}`);
  return { code: 0, tally: { passed: 0, failed: 0, skipped: 1 }, skipped: [`e2e: ${harness.missing}`] };
}

/** @type {Record<string, () => Promise<Outcome>>} */
const runners = {
  check: () => runScript('scripts/check.mjs'),
  unit: () => runVitest('unit'),
  python: () => runScript('scripts/test-python.mjs'),
  cli: () => runVitest('cli'),
  host: () => runScript('scripts/harness-host.mjs'),
  e2e: runEndToEnd,
  real: () => runVitest('real'),
};

await setUp();

/** @type {string[]} */
const summary = [];
/** @type {import('./lib/tally.mjs').Tally[]} */
const tallies = [];
for (const [name, runner] of Object.entries(runners)) {
  console.log(`\n=== ${name}`);
  const started = Date.now();
  const { code, tally, skipped = [], failed = [] } = await runner();
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  const counted = judged({ code, tally, skipped });
  tallies.push(counted);
  summary.push(`${name.padEnd(8)} ${closingLine(counted)} in ${seconds} s`);
  for (const test of failed) summary.push(`         FAILED: ${test.replaceAll('\n', '\n         ')}`);
  for (const test of skipped) summary.push(`         skipped: ${test}`);
}

const total = sum(tallies);
console.log(`\n${summary.join('\n')}\n\n${closingLine(total)}`);
// Not process.exit(), which would cut off what a pipe has not taken yet.
process.exitCode = total.failed === 0 ? 0 : 1;
