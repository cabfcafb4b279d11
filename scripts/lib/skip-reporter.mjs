import { writeFileSync } from 'node:fs';

/**
 * Writes down what vitest skipped and why, which its own reports leave out: one line for each, to the file that
 * TRACEHOLD_SKIPPED names.
 * @implements {Partial<import('vitest/reporters').Reporter>}
 */
export default class SkipReporter {
  /** @param {readonly import('vitest/node').TestModule[]} modules */
  onTestRunEnd(modules) {
    const lines = modules
      .flatMap((module) => [...module.children.allTests('skipped')])
      .map((test) => `${test.fullName}: ${reasonOf(test)}\n`);
    const file = process.env['TRACEHOLD_SKIPPED'];
    if (file !== undefined) writeFileSync(file, lines.join(''));
  }
}

/** @param {import('vitest/node').TestCase} test */
function reasonOf(test) {
  const result = test.result();
  return result.state === 'skipped' && result.note ? result.note : 'no reason is given';
}
