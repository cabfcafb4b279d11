/** Runs the tests beside it with mocha. VS Code loads this file into the extension host and calls `run`. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import { closingLine } from '../../scripts/lib/tally.mjs';

/** Two cores, and a Python to start. */
const TIMEOUT_MS = 120_000;

/** Printed first: what a window said before that is its own. test/harness/as-desktop.ts looks for it. */
const START = 'Tests in the extension host on Node';

/** Resolves when all passed. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', timeout: TIMEOUT_MS, reporter: 'spec', color: false });
  const wanted = process.env['TRACEHOLD_HOST_TESTS'] ?? '';
  const files = readdirSync(__dirname).filter((name) => name.endsWith('.test.cjs') && name.includes(wanted));
  Mocha.reporters.Base.consoleLog(`${START} ${process.version}`);
  for (const name of files.toSorted()) mocha.addFile(join(__dirname, name));
  await new Promise<void>((resolve, reject) => {
    const pending: string[] = [];
    const runner = mocha.run((failed) => {
      const { passes: passed = 0, pending: skipped = 0 } = runner.stats ?? {};
      for (const title of pending) Mocha.reporters.Base.consoleLog(`skip host: ${title}`);
      Mocha.reporters.Base.consoleLog(closingLine({ passed, failed, skipped }));
      if (failed > 0) reject(new Error(`${failed} failed`));
      else if (passed === 0) reject(new Error(`no test passed; there are: ${files.join(', ') || 'no files'}`));
      else resolve();
    });
    // Mocha takes no reason: the title says what a test needs.
    runner.on('pending', (test) => void pending.push(test.fullTitle()));
  });
}
