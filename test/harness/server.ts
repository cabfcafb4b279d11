import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Harness } from './install.js';
import { quietSettings } from './quiet-settings.js';

export interface ServerOptions {
  /** On top of the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Added to the extension host's environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** True: folders ask whether they are trusted, and are not until someone says so. */
  readonly asksForTrust?: boolean;
  /** Where installed extensions are; a new empty folder otherwise. */
  readonly extensionsFolder?: string;
}

/** A VS Code that listens on this machine only. */
export interface Server {
  readonly port: number;
  /** Everything that it keeps; gone when it stops. */
  readonly folder: string;
  /** What it has printed so far. */
  log(): string;
  stop(): Promise<void>;
}

const LONGEST_START_MS = 90_000;
const LONGEST_STOP_MS = 5_000;

/**
 * Starts a server with a user-data folder and a TMPDIR of its own, so that nothing of an earlier one is left.
 * @throws when it ends or says nothing within 90 s; with what it printed
 */
export async function startServer(harness: Harness, options: ServerOptions = {}): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'tracehold-vscode-'));
  const data = join(folder, 'data');
  const temporary = join(folder, 'tmp');
  const extensions = options.extensionsFolder ?? join(folder, 'extensions');
  for (const made of [join(data, 'User'), temporary, extensions]) await mkdir(made, { recursive: true });
  // Read when a window opens, and never watched: what changes later belongs in the settings of a workspace.
  const settings = { ...quietSettings, ...options.settings };
  await writeFile(join(data, 'User', 'settings.json'), JSON.stringify(settings, null, 2));

  const trust = options.asksForTrust === true ? [] : ['--disable-workspace-trust'];
  const child = spawn(
    harness.node,
    [join(harness.vscode, 'out/server-main.js'), ...serverArguments(data, extensions), ...trust],
    {
      // A group of its own: ending the server alone would leave its watchers and hosts behind.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...withoutEditor(process.env), TMPDIR: temporary, ...options.env },
    },
  );
  let log = '';
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const end = async () => {
    signal(child.pid, 'SIGTERM');
    await Promise.race([ended, sleep(LONGEST_STOP_MS)]);
    signal(child.pid, 'SIGKILL');
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const release = beforeWeEnd(() => {
    signal(child.pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const stop = async () => {
    release();
    await end();
  };
  try {
    const port = await new Promise<number>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`VS Code did not start:\n${log}`)), LONGEST_START_MS);
      const listen = (chunk: Buffer) => {
        log += chunk.toString('utf8');
        const found = /Extension host agent listening on (\d+)/.exec(log)?.[1];
        if (found === undefined) return;
        clearTimeout(timer);
        resolve(Number(found));
      };
      child.stdout.on('data', listen);
      child.stderr.on('data', listen);
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`VS Code ended with ${code}:\n${log}`)));
    });
    return { port, folder, log: () => log, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function serverArguments(data: string, extensions: string): string[] {
  const address = ['--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--accept-server-license-terms'];
  const folders = ['--server-data-dir', data, '--user-data-dir', data, '--extensions-dir', extensions];
  return [...address, ...folders, '--telemetry-level', 'off', '--disable-telemetry', '--disable-experiments'];
}

/**
 * Does something when this process ends, also by a signal that nobody here listens to. Returns what calls it off.
 * What SIGKILL ends cannot do anything.
 */
function beforeWeEnd(work: () => void): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const release = () => {
    process.off('exit', work);
    for (const name of signals) process.off(name, onSignal);
  };
  const onSignal = (name: NodeJS.Signals) => {
    release();
    work();
    if (process.listenerCount(name) === 0) process.kill(process.pid, name);
  };
  process.once('exit', work);
  for (const name of signals) process.once(name, onSignal);
  return release;
}

/** A test started from VS Code's own terminal must not talk to that one. */
function withoutEditor(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('VSCODE_')));
}

/** To the whole group; it may be gone already. */
function signal(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch {
    // Nobody is left to be told.
  }
}
