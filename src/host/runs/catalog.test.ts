import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { ExtensionContext, LogOutputChannel } from 'vscode';
import { longProgramBytes } from '../../../test/store/long-program.js';
import { programBytes } from '../../../test/store/program.js';
import { bundleWorker } from '../../../test/worker/bundle.js';
import type { CodedError } from '../../base/result.js';
import type { RunCatalog } from '../model/runs.js';

const editor = vi.hoisted(() => ({
  workspaceFolders: [] as { name: string; uri: { scheme: string; fsPath: string } }[],
  beforeDelete: async (_folder: string): Promise<void> => {},
}));

// A stand-in for the editor, which only exists inside the editor.
vi.mock('vscode', async () => {
  const { rm } = await import('node:fs/promises');
  const { editorEvents } = await import('../model/testing/editor-events.js');
  const nothing = () => ({ dispose: () => {} });
  return {
    ...editorEvents,
    l10n: {
      t: (text: string, ...given: unknown[]) => text.replaceAll(/\{(\d)\}/g, (_, at) => String(given[Number(at)])),
    },
    RelativePattern: vi.fn<() => void>(),
    Uri: { file: (fsPath: string) => ({ fsPath }) },
    FileSystemError: class extends Error {},
    ProgressLocation: { Notification: 15 },
    window: { withProgress: () => Promise.resolve() },
    workspace: {
      get workspaceFolders() {
        return editor.workspaceFolders;
      },
      onDidChangeWorkspaceFolders: nothing,
      createFileSystemWatcher: () => ({
        dispose: () => {},
        onDidCreate: nothing,
        onDidDelete: nothing,
        onDidChange: nothing,
      }),
      fs: {
        delete: async ({ fsPath }: { fsPath: string }) => {
          await editor.beforeDelete(fsPath);
          await rm(fsPath, { recursive: true });
        },
      },
    },
  };
});

const { createRunCatalog } = await import('./catalog.js');

let script: string;
let root: string;
beforeAll(async () => {
  script = await bundleWorker();
});
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'tracehold-catalog-')));
  symlinkSync(dirname(script), join(root, 'dist'));
  editor.workspaceFolders = [];
  editor.beforeDelete = async () => {};
  return () => rmSync(root, { recursive: true, force: true });
});

function folderOf(name: string): string {
  const path = join(root, name);
  mkdirSync(path, { recursive: true });
  return path;
}

function addToWorkspace(name: string): void {
  editor.workspaceFolders.push({ name, uri: { scheme: 'file', fsPath: folderOf(name) } });
}

/** A run folder with a recording. `file` is its run.json. */
function makeRun(name: string, file?: object): string {
  const folder = folderOf(name);
  writeFileSync(join(folder, 'trace-1.thtrace'), programBytes());
  if (file !== undefined) writeFileSync(join(folder, 'run.json'), JSON.stringify(file));
  return folder;
}

/** A window with these folders, and a memory that outlives it. */
function catalogWith(memory = new Map<string, unknown>()): RunCatalog {
  const workspaceState = {
    get: (key: string) => memory.get(key),
    update: async (key: string, value: unknown) => void memory.set(key, value),
  };
  const log = { warn: () => {}, debug: () => {} };
  const context = { extensionPath: root, workspaceState } as unknown as ExtensionContext;
  const catalog = createRunCatalog(context, log as unknown as LogOutputChannel);
  onTestFinished(() => catalog.dispose());
  return catalog;
}

const names = ({ runs }: RunCatalog) => runs.map(({ folder }) => folder.slice(root.length + 1));

test('runs of all folders of the workspace, newest first', async () => {
  for (const name of ['a', 'b']) addToWorkspace(name);
  makeRun('a/.tracehold/1', { name: 'one', started: '2026-01-01T00:00:00Z', command: ['one.py'], exitCode: 3 });
  makeRun('b/.tracehold/2', { started: '2026-01-03T00:00:00Z' });
  makeRun('a/.tracehold/3', { started: '2026-01-02T00:00:00Z' });
  makeRun('elsewhere/.tracehold/4');
  const catalog = catalogWith();
  await catalog.refresh();
  expect(names(catalog)).toEqual(['b/.tracehold/2', 'a/.tracehold/3', 'a/.tracehold/1']);
  const one = { name: 'one', command: ['one.py'], exitCode: 3, signal: null, live: false };
  expect(catalog.runs[2]).toMatchObject(one);
  expect(catalog.runs[2].bytes).toBe(programBytes().length);
});

test('a run from elsewhere is known once it was added, also to the next window, until it is gone', async () => {
  const folder = makeRun('elsewhere/run');
  const memory = new Map<string, unknown>();
  const catalog = catalogWith(memory);
  expect(await catalog.add(`${folder}/`)).toMatchObject({ folder, name: 'run' });
  const next = catalogWith(memory);
  await next.refresh();
  expect(names(next)).toEqual(['elsewhere/run']);
  rmSync(folder, { recursive: true });
  await next.refresh();
  expect(names(next)).toEqual([]);
});

test.each([
  ['nowhere', 'not-found'],
  ['empty', 'not-a-recording'],
])('%s cannot be added: %s', async (name, code) => {
  folderOf('empty');
  await expect(catalogWith().add(join(root, name))).rejects.toMatchObject({ code });
});

test('how a program ended is known at once, whatever a look that began before saw', async () => {
  addToWorkspace('a');
  const folder = makeRun('a/.tracehold/1');
  const catalog = catalogWith();
  await catalog.refresh();
  catalog.markLive(folder);
  expect(catalog.find(folder)).toMatchObject({ live: true });
  const look = catalog.refresh();
  catalog.markEnded(folder, { exitCode: 1, signal: null });
  const seen: unknown[] = [];
  catalog.onDidChange(() => seen.push(catalog.find(folder)?.live, catalog.find(folder)?.exitCode));
  expect(catalog.find(folder)).toMatchObject({ live: false, exitCode: 1 });
  await look;
  await catalog.refresh();
  expect(seen.length).toBeGreaterThan(0);
  expect(new Set(seen)).toEqual(new Set([false, 1]));
});

test('a store is opened, asked, and closed when its run is removed', async () => {
  addToWorkspace('a');
  const folder = makeRun('a/.tracehold/1');
  const catalog = catalogWith();
  await catalog.refresh();
  const run = await catalog.open(folder);
  expect(catalog.opened(folder)).toBe(run);
  expect(await catalog.use(folder, async ({ store }) => (await store.call('threads', null)).length)).toBe(2);
  let closed = 0;
  run.onDidClose(() => closed++);
  await catalog.remove(folder);
  expect([closed, names(catalog), catalog.opened(folder)]).toEqual([1, [], undefined]);
  expect(await run.store.request('threads', null)).toMatchObject({ err: { code: 'not-found' } });
  await expect(catalog.open(folder)).rejects.toMatchObject({ code: 'not-found' });
});

test('a run goes only when nobody writes into it any more, and is not opened while it goes', async () => {
  addToWorkspace('a');
  const folder = makeRun('a/.tracehold/1');
  writeFileSync(join(folder, 'trace-2.thtrace'), longProgramBytes());
  const catalog = catalogWith();
  await catalog.refresh();
  const opening = catalog.open(folder);
  opening.catch(() => {});
  const ownFiles = () => (existsSync(join(folder, 'store')) ? readdirSync(join(folder, 'store')) : []);
  // It is in the middle of its work.
  await vi.waitFor(() => expect(ownFiles().join(' ')).toContain('building-'), { timeout: 10_000, interval: 2 });
  const found: unknown[] = [];
  editor.beforeDelete = async () => {
    found.push(ownFiles(), await catalog.open(folder).catch((error: unknown) => (error as CodedError).code));
  };
  await catalog.remove(folder);
  expect(found).toEqual([[], 'not-found']);
  await expect(opening).rejects.toMatchObject({ code: 'not-found' });
  expect([existsSync(folder), names(catalog), catalog.opened(folder)]).toEqual([false, [], undefined]);
}, 30_000);

test('nothing is looked at again and again but while a run is live or open', async () => {
  addToWorkspace('a');
  const folder = makeRun('a/.tracehold/1');
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const catalog = catalogWith();
  await catalog.refresh();
  const counts = [vi.getTimerCount()];
  const count = () => counts.push(vi.getTimerCount());
  catalog.markLive(folder);
  count();
  catalog.markEnded(folder, { exitCode: 0, signal: null });
  count();
  await catalog.open(folder);
  count();
  await catalog.remove(folder);
  count();
  expect(counts).toEqual([0, 1, 0, 1, 0]);
});

test('a live run is not removed', async () => {
  addToWorkspace('a');
  const folder = makeRun('a/.tracehold/1');
  const catalog = catalogWith();
  await catalog.refresh();
  catalog.markLive(folder);
  await expect(catalog.remove(folder)).rejects.toMatchObject({ code: 'bad-argument' });
  expect(catalog.find(folder)).toBeDefined();
});

test('a run is held while something is done with it, also when that fails', async () => {
  addToWorkspace('a');
  const catalog = catalogWith();
  const folders = ['1', '2', '3', '4', '5', '6'].map((name) => makeRun(`a/.tracehold/${name}`));
  await catalog.refresh();
  const failing = catalog.use(folders[0], async ({ store }) => {
    for (const folder of folders) await catalog.open(folder);
    // What is too much is closed after a second.
    await vi.waitFor(() => expect(catalog.opened(folders[1])).toBeUndefined(), { timeout: 10_000 });
    expect(await store.call('threads', null)).toHaveLength(2);
    throw new Error('and then it failed');
  });
  await expect(failing).rejects.toThrow('and then it failed');
  expect(catalog.opened(folders[0])).toBeDefined();
}, 30_000);
