/**
 * Makes the clone ready: Node's packages and the bundles; by itself, `npm run setup`, also the VS Code that tests run in.
 * Uses nothing but Node itself, because it runs before anything is installed.
 */
import { pathToFileURL } from 'node:url';
import { filesBelow, newest } from './lib/files.mjs';
import { run } from './lib/run.mjs';

/** The linter and the test runner ask for it; the product itself runs on 20.15, the first Node with zlib.crc32. */
const OLDEST_NODE = [20, 19];

/** Makes everything ready, or says what is in the way and ends the process. */
export async function setUp() {
  try {
    await bringUpToDate();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

/** Says what it does when there is something to do. */
async function bringUpToDate() {
  requireNode();
  if (newest(['package-lock.json']) > newest(['node_modules/.package-lock.json'])) {
    console.log('Installing the packages of package-lock.json');
    // No package here needs its install script, so none gets to run one.
    await mustRun(...npm('ci', '--ignore-scripts', '--no-audit', '--no-fund'));
  }
  const sources = ['src', 'webview-ui', 'schema'].flatMap(filesBelow).filter((file) => !file.includes('.test.'));
  // esbuild.mjs writes this file when everything else has been written.
  if (newest([...sources, 'esbuild.mjs', 'package-lock.json']) > newest(['dist/package.json'])) {
    console.log('Building dist/');
    await mustRun(process.execPath, ['esbuild.mjs']);
  }
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldMajor = 0, oldMinor = 0] = OLDEST_NODE;
  if (major > oldMajor || (major === oldMajor && minor >= oldMinor)) return;
  throw new Error(
    `Building and testing needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.`,
  );
}

/**
 * @param {string[]} args
 * @returns {[string, string[]]}
 */
function npm(...args) {
  // npm tells its scripts where it lies; started by hand, it is found by its name.
  const file = process.env['npm_execpath'];
  return file === undefined ? ['npm', args] : [process.execPath, [file, ...args]];
}

/**
 * @param {string} command
 * @param {string[]} args
 */
async function mustRun(command, args) {
  const { code, output } = await run(command, args);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await setUp();
  // Only now can the harness be bundled. Who needs it and finds it missing gets it then, too.
  const { ensureHarness } = await (await import('./harness-bundle.mjs')).loadHarness();
  const harness = await ensureHarness();
  if ('missing' in harness) console.log(`Without tests in VS Code: ${harness.missing}`);
}
