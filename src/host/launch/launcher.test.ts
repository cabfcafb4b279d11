import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { identityOf } from '../../run/process-identity.js';
import type { Services } from '../services.js';
import { createLauncher } from './launcher.js';

const editor = vi.hoisted(() => ({ executed: [] as unknown[], opened: [] as unknown[] }));

/** The editor as far as a launcher needs it that only takes up what an earlier window has started. */
vi.mock('vscode', async () => {
  const { editorL10n } = await import('../model/testing/editor-l10n.js');
  const registered = () => ({ dispose: () => {} });
  const answered = () => Promise.resolve(undefined);
  return {
    ...editorL10n,
    commands: { registerCommand: registered, executeCommand: answered },
    debug: { registerDebugConfigurationProvider: registered },
    window: {
      onDidCloseTerminal: registered,
      setStatusBarMessage: registered,
      showErrorMessage: answered,
      showWarningMessage: answered,
      showInformationMessage: answered,
    },
    tasks: {
      fetchTasks: () =>
        Promise.resolve(['other', 'stop the server'].map((name) => ({ name, definition: { type: 'shell' } }))),
      executeTask: ({ name }: { readonly name: string }) => Promise.resolve(editor.executed.push(name)),
    },
  };
});

let folder: string;
beforeEach(async () => {
  editor.executed.length = 0;
  editor.opened.length = 0;
  folder = await mkdtemp(join(tmpdir(), 'tracehold-launcher-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function services(kept: unknown): Services {
  let state = kept;
  const workspaceState = { get: () => state, update: async (_key: string, value: unknown) => void (state = value) };
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const open = async (opened: string) => void editor.opened.push(opened);
  const runs = { add: async () => ({ folder }), markLive: () => {}, markEnded: () => {}, open };
  // The rest of the services has no part in this.
  return { context: { workspaceState }, log, runs, selection: {} } as unknown as Services;
}

function entry(process: unknown) {
  return { folder, name: 'server', script: null, process, afterwards: 'stop the server' };
}

const show = { openTimeline: () => Promise.resolve() };

test('the postDebugTask of a program that outlives its window runs when the program ends', async () => {
  const program = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
  await once(program, 'spawn');
  const kept = [entry(await identityOf(program.pid ?? 0))];
  const parts = services(kept);
  const launcher = createLauncher(parts, show);
  try {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(editor.executed).toEqual([]);
    // Also where no view asks for it, its store follows the recording: the status bar counts its calls.
    expect(editor.opened).toEqual([folder]);
    // Written down once more, for the window after this one.
    expect(parts.context.workspaceState.get('tracehold.running')).toEqual(kept);
    expect(parts.context.workspaceState.get('tracehold.running')).not.toBe(kept);
    program.stdin.end();
    await expect.poll(() => editor.executed, { timeout: 8000 }).toEqual(['stop the server']);
    expect(parts.context.workspaceState.get('tracehold.running')).toEqual([]);
  } finally {
    launcher.dispose();
    program.kill();
  }
});

test('of one that ended while no window watched it, it runs now', async () => {
  const launcher = createLauncher(services([entry({ pid: 2 ** 22 + 1, began: 'long ago' })]), show);
  await expect.poll(() => editor.executed, { timeout: 8000 }).toEqual(['stop the server']);
  launcher.dispose();
});

test('of one whose end was written down, the window that did so has run it', async () => {
  await writeFile(join(folder, 'run.json'), JSON.stringify({ name: 'server', ended: new Date().toISOString() }));
  const parts = services([entry({ pid: 2 ** 22 + 1, began: 'long ago' })]);
  const launcher = createLauncher(parts, show);
  await expect.poll(() => parts.context.workspaceState.get('tracehold.running')).toEqual([]);
  launcher.dispose();
  expect(editor.executed).toEqual([]);
});
