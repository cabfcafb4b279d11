/**
 * `npm run check [-- NAME...]`: everything that can be judged without running the product, one line per check.
 */
import { pool } from './lib/pool.mjs';
import { run, runNode } from './lib/run.mjs';

/** @typedef {import('./lib/run.mjs').RunResult} RunResult */

/** @type {Record<string, () => Promise<RunResult>>} */
const checks = {
  types: () => runNode('typescript/bin/tsc', []),
  lint: () => runNode('oxlint/bin/oxlint', ['--type-aware', '--deny-warnings']),
  format: () => runNode('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']),
  'generated files': () => run(process.execPath, ['schema/generate.mjs', '--check']),
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in checks));
if (unknown.length > 0) {
  console.error(`no check called ${unknown.join(', ')}; there are: ${Object.keys(checks).join(', ')}`);
  process.exit(2);
}
const names = chosen.length > 0 ? chosen : Object.keys(checks);

const results = await pool(
  2,
  names.map((name) => async () => {
    const result = await checks[name]();
    const verdict = result.code === 0 ? 'ok  ' : 'FAIL';
    console.log(`${verdict} ${name.padEnd(18)} ${(result.durationMs / 1000).toFixed(1)} s`);
    if (result.code !== 0) console.log(result.output.replace(/^/gm, '     '));
    return result.code === 0;
  }),
);
const failed = results.filter((passed) => !passed).length;
console.log(`check: ${results.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
