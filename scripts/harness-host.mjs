/**
 * `npm run test:host [-- part of a test file's name]`: mocha inside the extension host of a desktop VS Code where one
 * can be had, of the harness otherwise. The same test files either way.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { bundleHarness, bundleHostTests, loadHarness } from './harness-bundle.mjs';
import { findPythons } from './lib/pythons.mjs';
import { root } from './lib/run.mjs';
import { closingLine } from './lib/tally.mjs';
import { setUp } from './setup.mjs';

await setUp();
const harness = await loadHarness();
const executable = harness.desktopVsCode() ?? (await harnessAsDesktop());
if (typeof executable === 'string') process.exitCode = await runIn(executable);
else console.log(`skip host: ${executable.missing}\n${closingLine({ passed: 0, failed: 0, skipped: 1 })}`);

/**
 * A program that takes the arguments of a desktop VS Code.
 * @returns {Promise<string | { missing: string }>}
 */
async function harnessAsDesktop() {
  const found = await harness.ensureHarness();
  if ('missing' in found) return found;
  const bundle = await bundleHarness('as-desktop');
  const script = join(root, '.cache', 'harness-driver', 'code');
  mkdirSync(join(script, '..'), { recursive: true });
  /** @param {string} path */
  const quoted = (path) => `'${path.replaceAll("'", String.raw`'\''`)}'`;
  writeFileSync(script, `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(bundle)} "$@"\n`);
  chmodSync(script, 0o755);
  return script;
}

/**
 * @param {string} vscodeExecutablePath
 * @returns {Promise<number>} exit code
 */
async function runIn(vscodeExecutablePath) {
  const python = (await findPythons()).at(-1);
  const found = python && (await harness.ensureDebugger(python.path, python.version));
  const debugpy = found && 'folder' in found ? found.folder : '';
  const workspace = await harness.makeWorkspace({ settings: { 'tracehold.python': python?.path ?? '' } });
  try {
    return await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: [root, join(root, 'test', 'host', 'debugger')],
      extensionTestsPath: (await bundleHostTests()).tests,
      extensionTestsEnv: {
        TRACEHOLD_HOST_TESTS: process.argv[2] ?? '',
        TRACEHOLD_DEBUGPY: debugpy,
        TRACEHOLD_DEBUGPY_PYTHON: python?.path ?? '',
      },
      launchArgs: [workspace.folder],
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    await workspace.remove();
  }
}
