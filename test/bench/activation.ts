/**
 * How long the extension takes to load and to activate in a new window: `npm run bench -- activation [WINDOWS [OTHER]]`.
 * The target is a p95 of 100 ms. OTHER is the folder of another build of the extension, such as one of an earlier commit: it
 * takes turns with ours, and the ratios are told.
 */
import { resolve } from 'node:path';
import { cpus } from 'node:os';
import { activateInNewWindow, activationLine, summary } from '../harness/activation.js';
import type { ActivationTime } from '../harness/activation.js';
import { launchBrowser } from '../harness/browser.js';
import { ensureHarness } from '../harness/install.js';
import { repository } from '../harness/places.js';
import { startServer } from '../harness/server.js';
import { makeWorkspace } from '../harness/workspace.js';

const windows = Number(process.argv[2] ?? 20);
const other = process.argv[3] === undefined ? null : resolve(process.argv[3]);
const builds = [{ name: 'ours', folder: repository, times: [] as ActivationTime[] }];
if (other !== null) builds.unshift({ name: 'other', folder: other, times: [] });

const columns = ['window', 'build', 'ms', 'load', 'activate', 'rest', 'ran', 'waited', 'load average', 'meanwhile'];
const widths = [6, 6, 7, 5, 8, 6, 6, 7, 12, 0];

function row(cells: readonly string[]): string {
  return cells
    .map((cell, at) => (widths[at] === 0 ? cell : cell.padStart(widths[at])))
    .join('  ')
    .trimEnd();
}

const figure = (value: number | null) => (value === null ? '-' : value.toFixed(0));

function told(number: number, build: string, time: ActivationTime): string {
  const { ms, loadMs, activateMs, ranMs, waitedMs, load, others } = time;
  const rest = loadMs === null || activateMs === null ? null : ms - loadMs - activateMs;
  const parts = [loadMs, activateMs, rest, ranMs, waitedMs].map(figure);
  return row([String(number), build, ms.toFixed(1), ...parts, load.toFixed(1), others.join(', ')]);
}

function median(values: readonly (number | null)[]): number {
  const sorted = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length / 2) - 1] ?? NaN;
}

const harness = await ensureHarness();
if ('missing' in harness) throw new Error(harness.missing);
const workspace = await makeWorkspace();
const server = await startServer(harness);
const browser = await launchBrowser(harness);
try {
  const [processor] = cpus();
  console.log(`${processor?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}`);
  console.log('milliseconds; ran and waited are of the thread of the extension host');
  console.log(row(columns));
  for (let number = 1; number <= windows; number++) {
    for (const { name, folder, times } of builds) {
      const time = await activateInNewWindow(browser, server, workspace.folder, folder);
      times.push(time);
      console.log(told(number, name, time));
    }
  }
  for (const { name, times } of builds) {
    console.log(`${name === 'ours' ? '' : 'other: '}${activationLine(summary(times))}`);
    const [first, ...later] = times;
    const parts = (['loadMs', 'activateMs', 'ranMs', 'waitedMs'] as const).map(
      (part) => `${part.slice(0, -2)} ${figure(median(times.map((time) => time[part])))}`,
    );
    const around =
      later.length === 0 ? '' : `; without the first of this server, ${first.ms} ms: ${activationLine(summary(later))}`;
    console.log(`  medians: ${parts.join(', ')}${around}`);
  }
  if (other !== null) {
    const [theirs, ours] = builds.map(({ times }) => times);
    const ratios = ours.map(({ ms }, at) => ms / theirs[at].ms);
    const ran = ours.map(({ ranMs }, at) => (ranMs ?? NaN) / (theirs[at].ranMs ?? NaN));
    console.log(
      `ours over other, median of pairs: ${median(ratios).toFixed(2)}, time that the thread ran: ${median(ran).toFixed(2)}`,
    );
  }
} finally {
  await browser.close();
  await server.stop();
  await workspace.remove();
}
