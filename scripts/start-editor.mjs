/** `npm start` with an editor: VS Code with the extension, the examples and the timeline of a run. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadHarness } from './harness-bundle.mjs';
import { root } from './lib/run.mjs';
import { record } from './start-terminal.mjs';

const examples = join(root, 'examples');

/**
 * A window that opens a file at once does not know the editors of its extensions yet; it waits for them when a setting
 * names one.
 */
const settings = { 'workbench.editorAssociations': { '*.thtrace': 'tracehold.recording' } };

/**
 * Opens the desktop's VS Code where there is one; else serves one, until it is told to stop.
 * @returns {Promise<string | undefined>} one line that says why there is no editor; nothing when there was one
 */
export async function startInEditor() {
  const harness = await loadHarness();
  const code = harness.hasDisplay() ? harness.codeOnPath() : undefined;
  const server = code === undefined ? await harness.ensureServer() : undefined;
  if (server !== undefined && 'missing' in server) return `no \`code\` on PATH, and ${server.missing}`;

  console.log('=== recording examples/orders/main.py');
  const { folder } = await record([join('orders', 'main.py')], examples);
  const recording = folder === undefined ? undefined : largestRecording(folder);
  if (server === undefined) await openDesktop(code ?? 'code', recording);
  else await serve(harness, server, recording);
  return undefined;
}

/**
 * @param {string} code
 * @param {string | undefined} recording
 */
async function openDesktop(code, recording) {
  console.log(`\nOpening VS Code (${code}) with the extension from ${root}`);
  const workspace = join(root, '.cache', 'start', 'tracehold.code-workspace');
  mkdirSync(dirname(workspace), { recursive: true });
  writeFileSync(workspace, JSON.stringify({ folders: [{ path: examples }], settings }, null, 2));
  const files = recording === undefined ? [] : [recording];
  const args = ['--new-window', `--extensionDevelopmentPath=${root}`, workspace, ...files];
  // On Windows `code` is a batch file, which only a shell can start; its arguments are paths of ours.
  const shell = process.platform === 'win32';
  const child = shell
    ? spawn(
        `"${code}"`,
        args.map((arg) => `"${arg}"`),
        { stdio: 'inherit', shell },
      )
    : spawn(code, args, { stdio: 'inherit' });
  await new Promise((resolve) => child.on('close', resolve));
}

/**
 * @param {import('./harness-bundle.mjs').Harness} harness
 * @param {{ node: string, vscode: string }} installed
 * @param {string | undefined} recording
 */
async function serve(harness, installed, recording) {
  const extensionsFolder = mkdtempSync(join(tmpdir(), 'tracehold-extensions-'));
  try {
    await harness.installFromSource(extensionsFolder);
    const server = await harness.startServer(installed, { extensionsFolder, settings });
    const stopped = new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve);
    });
    const file = recording === undefined ? {} : { file: recording };
    const door = await redirect(harness.addressOf(server.port, { folder: examples, ...file }));
    console.log(`\nVS Code with Tracehold and the examples, on this machine only:\n`);
    console.log(`  http://127.0.0.1:${door.port}\n`);
    console.log('Open it in a browser. Ctrl-C here ends it.');
    await stopped;
    door.server.close();
    door.server.closeAllConnections();
    await server.stop();
  } finally {
    rmSync(extensionsFolder, { recursive: true, force: true });
  }
}

/**
 * The address of a window with its files is too long to be copied from a terminal.
 * @param {string} address
 * @returns {Promise<{ server: import('node:http').Server, port: number }>}
 */
async function redirect(address) {
  const server = createServer((_, response) => response.writeHead(302, { location: address }).end());
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const bound = server.address();
  return { server, port: typeof bound === 'object' && bound !== null ? bound.port : 0 };
}

/**
 * The one of the main process, as a rule.
 * @param {string} folder of a run
 * @returns {string | undefined}
 */
function largestRecording(folder) {
  const files = readdirSync(folder).filter((name) => name.endsWith('.thtrace'));
  const paths = files.map((name) => join(folder, name));
  return paths.toSorted((a, b) => statSync(b).size - statSync(a).size)[0];
}
