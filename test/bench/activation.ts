/**
 * How long the extension takes to load and to activate in a new window: `npm run bench -- activation [WINDOWS]`. The
 * target is a p95 of 100 ms.
 */
import { cpus } from 'node:os';
import { activationLine, measureActivation } from '../harness/activation.js';
import { launchBrowser } from '../harness/browser.js';
import { ensureHarness } from '../harness/install.js';
import { startServer } from '../harness/server.js';
import { makeWorkspace } from '../harness/workspace.js';

const windows = Number(process.argv[2] ?? 20);
const harness = await ensureHarness();
if ('missing' in harness) throw new Error(harness.missing);
const workspace = await makeWorkspace();
const server = await startServer(harness);
const browser = await launchBrowser(harness);
try {
  const [processor] = cpus();
  process.stdout.write(`${processor?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}\n`);
  process.stdout.write(`${activationLine(await measureActivation(browser, server, workspace.folder, windows))}\n`);
} finally {
  await browser.close();
  await server.stop();
  await workspace.remove();
}
