import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, runNode } from './run.mjs';

/**
 * @typedef {object} Report the part of vitest's JSON report that is read here
 * @property {{ name: string, status: string, assertionResults: { fullName: string, status: string }[] }[]} testResults
 */

/**
 * Runs one project of vitest.config.ts, shows its output and counts what happened.
 * @param {string} project
 * @returns {Promise<{ code: number, tally: import('./tally.mjs').Tally | undefined, skipped: string[] }>}
 */
export async function runVitest(project) {
  const folder = join(root, '.cache', 'reports');
  const file = join(folder, `${project}.json`);
  mkdirSync(folder, { recursive: true });
  rmSync(file, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const { code } = await runNode('vitest/vitest.mjs', ['run', '--project', project, ...reporters], { echo: true });
  const report = read(file);
  return { code, tally: report && count(report), skipped: report === undefined ? [] : namesOfSkipped(report) };
}

/**
 * @param {string} file
 * @returns {Report | undefined} nothing when vitest did not get as far as writing it
 */
function read(file) {
  try {
    return /** @type {Report} */ (JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/**
 * @param {Report} report
 * @returns {import('./tally.mjs').Tally}
 */
export function count({ testResults }) {
  const tally = { passed: 0, failed: 0, skipped: 0 };
  for (const { status, assertionResults } of testResults) {
    // A file that could not be loaded has no tests to fail, and is a failure all the same.
    if (status === 'failed' && !assertionResults.some((test) => test.status === 'failed')) tally.failed++;
    for (const test of assertionResults) {
      if (test.status === 'passed') tally.passed++;
      else if (test.status === 'failed') tally.failed++;
      else tally.skipped++;
    }
  }
  return tally;
}

/** @param {Report} report */
function namesOfSkipped({ testResults }) {
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status !== 'passed' && status !== 'failed')
    .map(({ fullName }) => fullName);
}
