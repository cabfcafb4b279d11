/**
 * `npm run bench -- editor [ROUNDS]`: what a person waits for in a real workbench (test/harness), with a recording of
 * fibonacci(30), 2.7 M calls. Every round is a window and an extension host of its own; figures are medians of rounds.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { findPythons } from '../../scripts/lib/pythons.mjs';
import { launchBrowser } from '../harness/browser.js';
import { ensureHarness } from '../harness/install.js';
import { repository } from '../harness/places.js';
import { plainSettings } from '../harness/quiet-settings.js';
import { startServer } from '../harness/server.js';
import type { Server } from '../harness/server.js';
import { webview } from '../harness/webview.js';
import { Workbench } from '../harness/workbench.js';
import { makeWorkspace } from '../harness/workspace.js';
import type { Workspace } from '../harness/workspace.js';

const execFileAsync = promisify(execFile);

const N = 30;
const FRAMES = 240;
const SELECTIONS = 30;
/** Somebody looks at what was selected before selecting something else. */
const LOOK_MS = 400;
const PROGRAM = `import sys


def fibonacci(n):
    if n < 2:
        return n
    return fibonacci(n - 1) + fibonacci(n - 2)


print(fibonacci(${N}))
`;
/** What the machine does to the host's thread while such a program runs that nobody records. */
const CONTROL = `import time

import fib

end = time.monotonic() + 10
while time.monotonic() < end:
    fib.fibonacci(22)
`;

interface Probe {
  readonly rss: number;
  readonly longestMs: number;
  readonly longestWaitMs: number;
  readonly busiestMs: number;
  readonly pauses: readonly {
    readonly atMs: number;
    readonly ms: number;
    readonly waitMs: number;
    readonly busyMs: number;
  }[];
}

type Figures = Readonly<Record<string, number>>;

function at(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/** A page's own code, as text because its globals are none of Node's. Pans and zooms at every frame. */
const framesScript = `async () => {
  const area = document.querySelector('.timeline-scroller');
  const { left, width, top } = area.getBoundingClientRect();
  const intervals = [];
  performance.clearMeasures('tracehold:frame');
  let before = 0;
  await new Promise((resolve) => {
    let frame = 0;
    const step = (now) => {
      if (frame > 0) intervals.push(now - before);
      before = now;
      if (frame++ >= ${FRAMES}) return resolve();
      const phase = frame % 120;
      const wheel = { bubbles: true, cancelable: true, clientX: left + width * 0.4, clientY: top + 60 };
      if (phase < 60) Object.assign(wheel, { ctrlKey: true, deltaY: phase < 40 ? -30 : 40 });
      else Object.assign(wheel, { deltaX: phase < 90 ? 40 : -40 });
      area.dispatchEvent(new WheelEvent('wheel', wheel));
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
  const draws = performance.getEntriesByName('tracehold:frame').map(({ duration }) => duration);
  return { intervals, draws };
}`;

/** Tells how long after a key or a click the pane shows another call with its values. */
const watchScript = `() => {
  const facts = () => document.querySelector('.call-facts')?.textContent ?? '';
  const watch = { took: null, started: null, before: '' };
  window.tracehold = watch;
  const begin = (event) => Object.assign(watch, { took: null, started: event.timeStamp, before: facts() });
  for (const kind of ['keydown', 'pointerup']) addEventListener(kind, begin, { capture: true });
  new MutationObserver(() => {
    if (watch.started === null || watch.took !== null || facts() === watch.before) return;
    // Of most of so many calls no values are kept, and that is said in their place.
    if (document.querySelector('.call-pane :is([role=tree], .call-missing)') === null) return;
    requestAnimationFrame(() => (watch.took ??= performance.now() - watch.started));
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}`;

async function frameOf(page: Page) {
  const element = await webview(page).locator('body').elementHandle();
  const frame = (await element?.ownerFrame()) ?? null;
  if (frame === null) throw new Error('the page of the run is gone');
  return frame;
}

/** Steps by key, then clicks into the picture, after a pause each; only what led to another call counts. */
async function selections(page: Page, pauseMs: number): Promise<readonly number[]> {
  const frame = await frameOf(page);
  const times: number[] = [];
  const settle = async () => {
    for (let wait = 0; wait < 80; wait++) {
      const took = await frame.evaluate('window.tracehold.took');
      if (typeof took === 'number') {
        times.push(took);
        return;
      }
      await page.waitForTimeout(25);
    }
  };
  const tree = webview(page).getByRole('tree', { name: /^Calls/ });
  await tree.focus();
  const keys = ['ArrowDown', 'ArrowDown', 'ArrowDown', ']', 'ArrowDown', '[', 'ArrowDown', 'ArrowUp'];
  for (let step = 0; times.length < SELECTIONS / 2 && step < 60; step++) {
    await page.waitForTimeout(pauseMs);
    await page.keyboard.press(keys[step % keys.length]);
    await settle();
  }
  const box = await webview(page).locator('.timeline-scroller').boundingBox();
  if (box === null) throw new Error('the timeline is gone');
  for (let step = 0; times.length < SELECTIONS && step < 60; step++) {
    const x = box.x + box.width * (0.05 + 0.9 * ((step * 0.618) % 1));
    await page.waitForTimeout(pauseMs);
    await page.mouse.click(x, box.y + 24 + 18 * (2 + (step % 12)) + 9);
    await settle();
  }
  return times;
}

/** On the error stream, so that the figures alone can be kept. */
function say(step: string): void {
  process.stderr.write(`  ${step}\n`);
}

interface Bench {
  readonly browser: Browser;
  readonly server: Server;
  readonly workspace: Workspace;
  /** Folder of an extension that measures the host from within. */
  readonly probe: string;
  readonly portFile: string;
  readonly python: string;
  readonly control: string;
}

async function round({ browser, server, workspace, probe, portFile, python, control }: Bench): Promise<Figures> {
  await rm(portFile, { force: true });
  const extensions = [repository, probe];
  const workbench = await Workbench.open(browser, server, { folder: workspace.folder, extensions });
  const { page } = workbench;
  try {
    await workbench.openFile('fib.py');
    const port = await until(async () => readFile(portFile, 'utf8').catch(() => ''));
    const ask = async (path: string): Promise<Probe> => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`);
      return (await answer.json()) as Probe;
    };
    // VS Code loads an extension of its own with the first terminal of a window, which takes 70 ms and is not ours.
    await workbench.runCommand('Terminal: Create New Terminal');
    await page.locator('.terminal-wrapper .xterm').first().waitFor();
    // A new window is busy with itself.
    await page.waitForTimeout(8000);
    await workbench.openFile('fib.py');
    say('the program alone');
    await ask('/reset');
    await execFileAsync(python, [control]);
    const before = await ask('/reset');
    say('profile');
    const begin = performance.now();
    await workbench.runCommand('Tracehold: Profile Current File');
    await workbench.statusItem('fib has ended').waitFor({ timeout: 300_000 });
    await webview(page).locator('.timeline-lane-calls', { hasText: '2,692,538 calls' }).waitFor({ timeout: 120_000 });
    const frame = await frameOf(page);
    await frame.waitForFunction("performance.getEntriesByName('tracehold:frame').length > 0");
    say('frames');
    const seconds = (performance.now() - begin) / 1000;
    const shown = await ask('/reset');
    for (const { atMs, ms, waitMs, busyMs } of shown.pauses) {
      const rest = `${busyMs.toFixed(0)} its own work, ${waitMs.toFixed(0)} without a processor`;
      say(`  ${(atMs / 1000).toFixed(2)} s after the command: ${ms.toFixed(0)} ms, ${rest}`);
    }
    const { intervals, draws } = await frame.evaluate<Record<string, readonly number[]>>(`(${framesScript})()`);
    say('selections');
    await frame.evaluate(`(${watchScript})()`);
    const times = await selections(page, LOOK_MS);
    const hurried = await selections(page, 0);
    const after = await ask('/read');
    return {
      'command to finished timeline, s': seconds,
      'longest pause of the host, ms': shown.longestMs,
      'of it work of its thread, ms': shown.busiestMs,
      'of it without a processor, ms': shown.longestWaitMs,
      'the program alone: longest pause, ms': before.longestMs,
      'of it work of the thread, ms': before.busiestMs,
      'longest pause while looking, ms': after.longestMs,
      'frame drawn, p50, ms': at(draws, 0.5),
      'frame drawn, p95, ms': at(draws, 0.95),
      'between frames, p50, ms': at(intervals, 0.5),
      'between frames, p95, ms': at(intervals, 0.95),
      'select to values, p50, ms': at(times, 0.5),
      'select to values, p95, ms': at(times, 0.95),
      'the same without a pause, p50, ms': at(hurried, 0.5),
      'the same without a pause, p95, ms': at(hurried, 0.95),
      selections: times.length + hurried.length,
      'host and worker before, MB': before.rss / 1e6,
      'host and worker after, MB': after.rss / 1e6,
    };
  } finally {
    await workbench.close();
  }
}

async function until(read: () => Promise<string>): Promise<string> {
  for (let wait = 0; wait < 600; wait++) {
    const found = await read();
    if (found !== '') return found;
    await sleep(100);
  }
  throw new Error('the probe did not start within a minute');
}

async function bundleProbe(outdir: string): Promise<string> {
  await build({
    entryPoints: [join(repository, 'test/bench/editor-probe/probe.mts')],
    outfile: join(outdir, 'probe.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
  });
  const manifest = { name: 'tracehold-probe', publisher: 'tracehold', version: '0.0.0', main: './probe.cjs' };
  const starts = { engines: { vscode: '^1.95.0' }, activationEvents: ['onStartupFinished'] };
  await writeFile(join(outdir, 'package.json'), JSON.stringify({ ...manifest, ...starts }));
  return outdir;
}

const load = async () => (await readFile('/proc/loadavg', 'utf8')).split(' ').slice(0, 3).join(' ');
const harness = await ensureHarness();
if ('missing' in harness) {
  console.log(`skipped: ${harness.missing}`);
  process.exit(0);
}
const rounds = Number(process.argv[2] ?? 3);
const python = [...(await findPythons())].at(-1)?.path ?? 'python3';
const folder = await mkdtemp(join(tmpdir(), 'tracehold-bench-'));
const portFile = join(folder, 'port');
const probe = await bundleProbe(join(folder, 'probe'));
const workspace = await makeWorkspace({
  from: null,
  settings: { 'tracehold.python': python },
});
await writeFile(workspace.path('fib.py'), PROGRAM);
const control = workspace.path('control.py');
await writeFile(control, CONTROL);
const server = await startServer(harness, {
  settings: { ...plainSettings, 'remote.autoForwardPorts': false },
  env: { TRACEHOLD_PROBE: portFile },
});
const browser = await launchBrowser(harness);
try {
  console.log(`fibonacci(${N}), ${python}, ${cpus().length} x ${cpus()[0].model}, software rendering`);
  const all: Figures[] = [];
  for (let number = 1; number <= rounds; number++) {
    const loadBefore = await load();
    all.push(await round({ browser, server, workspace, probe, portFile, python, control }));
    console.log(`round ${number} of ${rounds}, load average before and after: ${loadBefore} / ${await load()}`);
  }
  for (const name of Object.keys(all[0])) {
    const values = all.map((figures) => figures[name]);
    const [least, median, most] = [0, 0.5, 1].map((share) => at(values, share).toFixed(1).padStart(9));
    console.log(`${name.padEnd(36)}${median}   (${least} to ${most})`);
  }
} finally {
  await browser.close();
  await server.stop();
  await workspace.remove();
  await rm(folder, { recursive: true, force: true });
}
