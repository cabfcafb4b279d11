/**
 * `npm run test:python [-- 3.8 3.12]`: the shim's own tests on every CPython of this machine, two at a time.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pool } from './lib/pool.mjs';
import { findPythons, supportedMinors } from './lib/pythons.mjs';
import { root, run } from './lib/run.mjs';
import { closingLine, readUnittestSummary, sum } from './lib/tally.mjs';

/** A test that waits for ever must not keep the others from being heard. */
const LONGEST_RUN_MS = 20 * 60_000;

const logs = join(root, '.cache', 'logs');
mkdirSync(logs, { recursive: true });

const wanted = process.argv.slice(2);
const found = await findPythons();
const pythons = found.filter(({ minor }) => wanted.length === 0 || wanted.includes(`3.${minor}`));
const absent = supportedMinors.filter((minor) => !found.some((python) => python.minor === minor));
for (const minor of absent) console.log(`skip Python 3.${minor}: not on this machine`);

const tallies = await pool(
  2,
  pythons.map((python) => () => testOn(python)),
);
if (pythons.length === 0) console.error('no CPython to test with was found');
const total = sum(tallies);
if (wanted.length === 0) total.skipped += absent.length;
console.log(`python: ${closingLine(total)}`);
// Not process.exit(), which would cut off what a pipe has not taken yet.
process.exitCode = total.failed === 0 && pythons.length > 0 ? 0 : 1;

/**
 * @param {import('./lib/pythons.mjs').Python} python
 * @returns {Promise<import('./lib/tally.mjs').Tally>}
 */
async function testOn(python) {
  const args = ['-m', 'unittest', 'discover', '-v', '-s', 'python/tests', '-t', 'python'];
  const result = await run(python.path, args, { timeoutMs: LONGEST_RUN_MS });
  const log = join(logs, `python-${python.version}.log`);
  writeFileSync(log, result.output);
  const tally = readUnittestSummary(result.output) ?? { passed: 0, failed: 1, skipped: 0 };
  // Where no test was found, or the interpreter died after its summary, that is a failure too.
  if (tally.failed === 0 && (result.code !== 0 || tally.passed === 0)) tally.failed = 1;
  const seconds = (result.durationMs / 1000).toFixed(1);
  console.log(`Python ${python.version}: ${closingLine(tally)} in ${seconds} s`);
  for (const [reason, count] of skipReasons(result.output)) {
    console.log(`skip Python ${python.version}: ${count === 1 ? '1 test' : `${count} tests`}: ${reason}`);
  }
  if (tally.failed > 0) console.log(`${failuresOf(result.output)}\n(all of it: ${log}; exit code ${result.code})`);
  return tally;
}

/**
 * @param {string} output of `unittest -v`
 * @returns {string} from the first report of a failure on; the last lines of an interpreter that died
 */
function failuresOf(output) {
  const first = output.search(/^={70}$/m);
  return first >= 0 ? output.slice(first).trimEnd() : output.trimEnd().split('\n').slice(-60).join('\n');
}

/**
 * @param {string} output of `unittest -v`
 * @returns {Map<string, number>}
 */
function skipReasons(output) {
  /** @type {Map<string, number>} */
  const reasons = new Map();
  for (const [, , reason = ''] of output.matchAll(/ \.\.\. skipped (['"])(.*)\1$/gm)) {
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return reasons;
}
