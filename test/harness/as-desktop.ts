/**
 * Understands the arguments that @vscode/test-electron starts a desktop VS Code with, and runs the same tests in the
 * harness: `--extensionDevelopmentPath=`, `--extensionTestsPath=`, `--extensions-dir=` and the folder to open.
 */
import { constants } from 'node:os';
import { readClosingLine } from '../../scripts/lib/tally.mjs';
import { launchBrowser } from './browser.js';
import { ensureHarness } from './install.js';
import { runInHost } from './run-in-host.js';
import { startServer } from './server.js';

/** What hangs must be reported before whoever started us loses patience. */
const LONGEST_RUN_MS = 15 * 60_000;

const given = process.argv.slice(2);

/** What the window says of itself: before the tests begin, after their last line, and now and then between. */
const before: string[] = [];
let isTesting = false;

function print(text: string): void {
  isTesting ||= text.startsWith('Tests in the extension host');
  const isOfWindow = /^(?:\[\w+\]|Canceled:|getaddrinfo |ERR )/.test(text);
  if (isTesting && !isOfWindow) process.stdout.write(`${text}\n`);
  else before.push(text);
  if (readClosingLine(text) !== undefined) isTesting = false;
}

function valuesOf(option: string): string[] {
  return given.filter((arg) => arg.startsWith(`${option}=`)).map((arg) => arg.slice(option.length + 1));
}

async function main(): Promise<number> {
  const [tests] = valuesOf('--extensionTestsPath');
  const folder = given.find((arg) => !arg.startsWith('-'));
  if (tests === undefined || folder === undefined) {
    process.stderr.write('as-desktop: --extensionTestsPath= and a folder are needed\n');
    return 2;
  }
  const harness = await ensureHarness();
  if ('missing' in harness) {
    process.stderr.write(`as-desktop: ${harness.missing}\n`);
    return 2;
  }
  const server = await startServer(harness, { asksForTrust: !given.includes('--disable-workspace-trust') });
  try {
    const browser = await launchBrowser(harness);
    const code = await runInHost(browser, server, {
      folder,
      tests,
      extensions: valuesOf('--extensionDevelopmentPath'),
      timeoutMs: LONGEST_RUN_MS,
      print,
    });
    await browser.close();
    if (code === null)
      process.stderr.write(`The tests did not end. What VS Code said:\n${before.join('\n')}\n${server.log()}\n`);
    return code ?? 1;
  } finally {
    await server.stop();
  }
}

// Told to end, a desktop VS Code ends; Playwright's own handlers would only close the browser.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(name, () => process.exit(128 + constants.signals[name]));
}
process.exitCode = await main();
