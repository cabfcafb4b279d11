/**
 * `npm run check [-- NAME...]`: everything that can be judged without running the product, one line per check.
 */
import { checkNative, withoutCompiler } from './lib/native.mjs';
import { pool } from './lib/pool.mjs';
import { pythonTools, ruffCache } from './lib/python-tools.mjs';
import { findPythons } from './lib/pythons.mjs';
import { run, runNode } from './lib/run.mjs';
import { closingLine } from './lib/tally.mjs';

/** @typedef {import('./lib/run.mjs').RunResult} RunResult */

const tools = pythonTools();

/**
 * @param {(tools: { ruff: string, python: string }) => Promise<RunResult>} check
 * @returns {Promise<RunResult | { skipped: string }>}
 */
async function withPythonTools(check) {
  const found = await tools;
  return 'missing' in found ? { skipped: found.missing } : check(found);
}

/** @param {string} project folder of a tsconfig.json */
function tsc(project) {
  return runNode('typescript/bin/tsc', ['--project', project]);
}

/**
 * Several runs at the same time as one.
 * @param {RunResult[]} results
 * @returns {RunResult}
 */
function joined(results) {
  return {
    code: Math.max(...results.map(({ code }) => code)),
    output: results.map(({ output }) => output).join(''),
    durationMs: Math.max(...results.map(({ durationMs }) => durationMs)),
  };
}

/**
 * The native recorder compiles without a warning for every CPython that has its headers here.
 * @returns {Promise<RunResult | { skipped: string }>}
 */
async function native() {
  const missing = await withoutCompiler();
  if (missing !== undefined) return { skipped: missing };
  /** @type {RunResult[]} */
  const results = [];
  for (const python of await findPythons()) {
    const result = await checkNative(python);
    if ('code' in result)
      results.push({ ...result, output: result.output && `Python ${python.version}\n${result.output}` });
  }
  return results.length > 0 ? joined(results) : { skipped: 'no CPython with headers' };
}

/** @type {Record<string, () => Promise<RunResult | { skipped: string }>>} */
const checks = {
  // The pages are a project of their own: they have a DOM and no Node.
  types: async () => joined(await Promise.all(['.', 'webview-ui'].map((project) => tsc(project)))),
  lint: () => runNode('oxlint/bin/oxlint', ['--type-aware', '--deny-warnings']),
  format: () => runNode('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']),
  layers: () => run(process.execPath, ['scripts/check-layers.mjs']),
  generated: () => run(process.execPath, ['schema/generate.mjs', '--check']),
  lockfile: () => run(process.execPath, ['scripts/lockfile.mjs', '--check']),
  l10n: () => run(process.execPath, ['scripts/l10n.mjs', '--check']),
  contributes: () => run(process.execPath, ['scripts/check-contributes.mjs']),
  'dead-code': () => runNode('knip/bin/knip.js', ['--no-progress']),
  'python-lint': () => withPythonTools(({ ruff }) => run(ruff, ['check', '--quiet', ...ruffCache, 'python'])),
  'python-format': () =>
    withPythonTools(({ ruff }) => run(ruff, ['format', '--check', '--quiet', ...ruffCache, 'python'])),
  'python-types': () => withPythonTools(({ python }) => run(python, ['-m', 'mypy'], { cwd: 'python' })),
  native,
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in checks));
if (unknown.length > 0) {
  console.error(`no check called ${unknown.join(', ')}; there are: ${Object.keys(checks).join(', ')}`);
  process.exit(2);
}

const tally = { passed: 0, failed: 0, skipped: 0 };
await pool(
  2,
  (chosen.length > 0 ? chosen : Object.keys(checks)).map((name) => async () => {
    const result = await checks[name]();
    if ('skipped' in result) {
      tally.skipped++;
      console.log(`skip ${name}: ${result.skipped}`);
      return;
    }
    const passed = result.code === 0;
    tally[passed ? 'passed' : 'failed']++;
    console.log(
      `${passed ? 'ok  ' : 'FAIL'} ${name.padEnd(16)} ${(result.durationMs / 1000).toFixed(1).padStart(5)} s`,
    );
    if (!passed) console.log(result.output.trimEnd().replaceAll(/^/gm, '     '));
  }),
);
console.log(`check: ${closingLine(tally)}`);
// Not process.exit(), which would cut off what a pipe has not taken yet.
process.exitCode = tally.failed === 0 ? 0 : 1;
