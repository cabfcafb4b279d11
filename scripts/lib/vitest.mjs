import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root, runNode } from './run.mjs';

/**
 * @typedef {object} Report the part of vitest's JSON report that is read here
 * @property {{ name: string, status: string, message?: string, assertionResults: Assertion[] }[]} testResults
 */

/** @typedef {{ fullName: string, status: string, failureMessages?: string[] }} Assertion */

/** What is told of a failure in the summary: its message, and where it came from. */
const TOLD_LINES = 30;

/**
 * Runs one project of vitest.config.ts, shows its output and counts what happened.
 * @param {string} project
 * @returns {Promise<{ code: number, tally: import('./tally.mjs').Tally | undefined, skipped: string[], failed: string[] }>}
 */
export async function runVitest(project) {
  const folder = join(root, '.cache', 'reports');
  const file = join(folder, `${project}.json`);
  const skips = join(folder, `${project}-skipped.txt`);
  mkdirSync(folder, { recursive: true });
  for (const old of [file, skips]) rmSync(old, { force: true });
  const reporters = ['default', 'json', './scripts/lib/skip-reporter.mjs'].map((name) => `--reporter=${name}`);
  const args = ['run', '--project', project, ...reporters, `--outputFile.json=${file}`];
  const options = { echo: true, env: { TRACEHOLD_SKIPPED: skips } };
  const { code } = await runNode('vitest/vitest.mjs', args, options);
  const report = read(file);
  if (report === undefined) return { code, tally: undefined, skipped: [], failed: [] };
  return { code, tally: count(report), skipped: linesOf(skips), failed: failures(report) };
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

/**
 * @param {string} file
 * @returns {string[]} nothing when it was not written
 */
function linesOf(file) {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

/**
 * @param {Report} report
 * @returns {string[]} a name and the first lines of what went wrong, for each
 */
export function failures({ testResults }) {
  return testResults.flatMap(({ name, status, message = '', assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (status === 'failed' && failed.length === 0) return [told(name, message)];
    return failed.map((test) => told(test.fullName, test.failureMessages?.join('\n') ?? ''));
  });
}

/**
 * @param {string} name
 * @param {string} message
 */
function told(name, message) {
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.includes('node_modules/'));
  return [name, ...lines.slice(0, TOLD_LINES).map((line) => `    ${line}`)].join('\n');
}
