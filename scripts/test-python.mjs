/**
 * `npm run test:python [-- 3.8 3.12]`: the shim's own tests on every CPython of this machine, two at a time. Where there
 * are a C compiler and headers the native recorder is built, into a folder of its own, and all that records is tested on
 * it as well.
 *
 *     test_events     these modules only, as many as are named
 *     --sanitize      all of them on the native recorder alone, built with AddressSanitizer and UBSan
 *     --dev           in Python's development mode (`-X dev`)
 *     --python PATH   on this interpreter instead, such as a debug build of CPython
 */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildNative, nativeFolder, sanitizedEnvironment, withoutCompiler } from './lib/native.mjs';
import { pool } from './lib/pool.mjs';
import { findPythons, pythonAt, supportedMinors } from './lib/pythons.mjs';
import { root, run } from './lib/run.mjs';
import { closingLine, readUnittestSummary, sum } from './lib/tally.mjs';

/** A test that waits for ever must not keep the others from being heard. */
const LONGEST_RUN_MS = 20 * 60_000;
const LONGEST_SANITIZED_RUN_MS = 60 * 60_000;

const logs = join(root, '.cache', 'logs');
mkdirSync(logs, { recursive: true });

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { sanitize: { type: 'boolean' }, dev: { type: 'boolean' }, python: { type: 'string' } },
});
const wanted = positionals.filter((word) => !word.startsWith('test_'));
const modules = positionals.filter((word) => word.startsWith('test_'));
const sanitize = options.sanitize === true;
const dev = options.dev === true;
const found = options.python === undefined ? await findPythons() : await only(options.python);
const pythons = found.filter(({ minor }) => wanted.length === 0 || wanted.includes(`3.${minor}`));
const absent =
  options.python !== undefined
    ? []
    : supportedMinors.filter((minor) => !found.some((python) => python.minor === minor));
for (const minor of absent) console.log(`skip Python 3.${minor}: not on this machine`);

const library = sanitize ? `${nativeFolder()}-sanitized` : nativeFolder();
const withoutNative = await withoutCompiler();
if (withoutNative !== undefined) console.log(`skip native recorder: ${withoutNative}`);
/** What records: the tests of values and of the native recorder itself need no second run. */
const recording = readdirSync(join(root, 'python', 'tests'))
  .filter((name) => /^test_(?!values_|native_).*\.py$/.test(name))
  .map((name) => name.slice(0, -'.py'.length));

/**
 * The second run is on one version of each way to record natively: before 3.11, 3.11, from 3.12 on. What is native alone is tested
 * on all of them in the first run. Of who asks for snapshots, the same code with either recorder, on the oldest and the newest.
 */
const twice = new Set([pythons[0], pythons.find(({ version }) => version.startsWith('3.11.')), pythons.at(-1)]);
const atEnds = ['test_control', 'test_heap_schedule'];
const ends = [pythons[0], pythons.at(-1)];

if (wanted.length === 0 && modules.length === 0 && withoutNative === undefined) {
  const versions = pythons.filter((python) => twice.has(python)).map(({ version }) => version);
  console.log(`What records is tested a second time, natively, on Python ${versions.join(', ')}.`);
}
/** Those that take longest first, so that both lanes end at about the same time. */
const inOrder = pythons.toReversed().toSorted((a, b) => Number(twice.has(b)) - Number(twice.has(a)));
const tallies = await pool(
  2,
  inOrder.map((python) => () => testOn(python)),
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
  const { skipped, failure } = await nativeOf(python);
  const fit = skipped === undefined && failure === undefined;
  const everything = modules.length > 0 ? named(modules) : ['discover', '-v', '-s', 'tests', '-t', '.'];
  if (skipped !== undefined && withoutNative === undefined) console.log(`skip native ${python.version}: ${skipped}`);
  if (failure !== undefined) console.log(`Python ${python.version}: the native recorder does not compile\n${failure}`);
  if (sanitize) {
    if (fit) return unittest(python, 'native', fit, everything);
    return { passed: 0, failed: failure === undefined ? 0 : 1, skipped: failure === undefined ? 1 : 0 };
  }
  const pure = await unittest(python, 'pure', fit, everything);
  if (failure !== undefined) return sum([pure, { passed: 0, failed: 1, skipped: 0 }]);
  const isNamed = wanted.length > 0 || modules.length > 0;
  const again = (modules.length > 0 ? modules : recording).filter(
    (name) =>
      recording.includes(name) &&
      (isNamed || twice.has(python)) &&
      (isNamed || ends.includes(python) || !atEnds.includes(name)),
  );
  return fit && again.length > 0 ? sum([pure, await unittest(python, 'native', fit, named(again))]) : pure;
}

/**
 * Builds the native recorder for an interpreter.
 * @param {import('./lib/pythons.mjs').Python} python
 * @returns {Promise<{ skipped?: string, failure?: string }>} why it cannot be used there, or is not as it should be
 */
async function nativeOf(python) {
  if (withoutNative !== undefined) return { skipped: withoutNative };
  const built = await buildNative(python, library, { sanitize });
  if ('missing' in built) return { skipped: built.missing };
  if ('failure' in built) return built;
  const question = 'from tracehold import _native; print(_native.unfit())';
  const env = { ...(await sanitized(python)), TRACEHOLD_NATIVE: library };
  const { output } = await run(python.path, ['-c', question], { cwd: 'python', env });
  const unfit = output.trim();
  return unfit === '' ? {} : { skipped: unfit };
}

/**
 * @param {import('./lib/pythons.mjs').Python} python
 * @param {'pure' | 'native'} recorder
 * @param {boolean} fit whether the native recorder is there, so that its own tests may not be skipped
 * @param {string[]} words
 * @returns {Promise<import('./lib/tally.mjs').Tally>}
 */
async function unittest(python, recorder, fit, words) {
  const env = {
    ...(await sanitized(python)),
    ...(dev ? { PYTHONDEVMODE: '1' } : {}),
    TRACEHOLD_NATIVE: library,
    TRACEHOLD_RECORDER: recorder,
    TRACEHOLD_TEST_NATIVE: fit ? '1' : '',
  };
  const result = await run(python.path, ['-m', 'unittest', ...words], {
    cwd: 'python',
    env,
    timeoutMs: sanitize ? LONGEST_SANITIZED_RUN_MS : LONGEST_RUN_MS,
  });
  const log = join(logs, `${[...nameOf(python), recorder].join('-')}.log`);
  writeFileSync(log, result.output);
  const tally = readUnittestSummary(result.output) ?? { passed: 0, failed: 1, skipped: 0 };
  // Where no test was found, or the interpreter died after its summary, that is a failure too.
  if (tally.failed === 0 && (result.code !== 0 || tally.passed === 0)) tally.failed = 1;
  const reports = sanitize ? reportsOf(python) : [];
  if (reports.length > 0) tally.failed += reports.length;
  const seconds = (result.durationMs / 1000).toFixed(1);
  console.log(`Python ${python.version}, ${recorder}: ${closingLine(tally)} in ${seconds} s`);
  for (const [reason, count] of skipReasons(result.output)) {
    console.log(`skip Python ${python.version}, ${recorder}: ${count === 1 ? '1 test' : `${count} tests`}: ${reason}`);
  }
  for (const report of reports) console.log(readFileSync(report, 'utf8').slice(0, 10_000));
  if (tally.failed > 0) console.log(`${failuresOf(result.output)}\n(all of it: ${log}; exit code ${result.code})`);
  return tally;
}

/**
 * @param {string[]} names of modules of tests
 * @returns {string[]} words for unittest
 */
function named(names) {
  return ['-v', ...names.map((name) => `tests.${name}`)];
}

/**
 * @param {string} path
 * @returns {Promise<import('./lib/pythons.mjs').Python[]>}
 */
async function only(path) {
  const python = await pythonAt(path);
  return python === undefined ? [] : [python];
}

/**
 * @param {import('./lib/pythons.mjs').Python} python
 * @returns {string[]} of which the names of a run's logs are made
 */
function nameOf(python) {
  return ['python', python.version, ...(sanitize ? ['sanitize'] : []), ...(dev ? ['dev'] : [])];
}

/**
 * @param {import('./lib/pythons.mjs').Python} python
 * @returns {Promise<NodeJS.ProcessEnv>} for an interpreter that loads a library with sanitizers
 */
async function sanitized(python) {
  if (!sanitize) return {};
  for (const report of reportsOf(python)) rmSync(report);
  return sanitizedEnvironment(join(logs, `${nameOf(python).join('-')}-report`));
}

/**
 * @param {import('./lib/pythons.mjs').Python} python
 * @returns {string[]} what sanitizers have found, in any process: one file each, with the id of the process at its end
 */
function reportsOf(python) {
  const begin = `${nameOf(python).join('-')}-report.`;
  return readdirSync(logs)
    .filter((name) => name.startsWith(begin))
    .map((name) => join(logs, name));
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
