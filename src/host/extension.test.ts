import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ExtensionContext } from 'vscode';
import { commands } from './contributions.js';
import { activate } from './extension.js';

const editor = vi.hoisted(() => ({ called: [] as string[], registered: new Set<string>(), folder: '' }));

/** The editor as far as activation needs it; what it was asked for is in `called`. */
vi.mock('vscode', async () => {
  const { editorEvents } = await import('./model/testing/editor-events.js');
  const { editorL10n } = await import('./model/testing/editor-l10n.js');
  const nothing = { dispose: () => {} };
  const listen = () => nothing;
  /** A thing of the editor: whatever is called on it is an event, or does nothing. */
  const thing = () => new Proxy({}, { get: (_target, name) => (name === 'then' ? undefined : listen) });
  const part = (name: string, given: object) =>
    new Proxy(given, {
      get: (target, key) =>
        (Reflect.get(target, key) as unknown) ??
        (() => {
          editor.called.push(`${name}.${String(key)}`);
          return thing();
        }),
    });
  const Anything = vi.fn<() => void>();
  const names = ['CodeLens', 'FileSystemError', 'Hover', 'MarkdownString', 'Range', 'RelativePattern', 'Selection'];
  const things = ['Position', 'ProcessExecution', 'TabInputText', 'Task', 'ThemeColor', 'ThemeIcon', 'TreeItem'];
  const kinds = ['DecorationRangeBehavior', 'OverviewRulerLane', 'ProgressLocation', 'StatusBarAlignment', 'TaskScope'];
  const more = ['TaskPanelKind', 'TaskRevealKind', 'TerminalExitReason', 'TextEditorRevealType', 'ViewColumn'];
  return {
    ...Object.fromEntries([...names, ...things].map((name) => [name, Anything])),
    ...Object.fromEntries([...kinds, ...more, 'TreeItemCollapsibleState'].map((name) => [name, {}])),
    ...editorEvents,
    ...editorL10n,
    version: '1.95.0',
    Uri: { joinPath: () => ({}), file: (fsPath: string) => ({ fsPath }) },
    commands: {
      registerCommand: (id: string) => {
        editor.registered.add(id);
        return nothing;
      },
      executeCommand: () => Promise.resolve(),
    },
    debug: part('debug', {}),
    env: part('env', {}),
    extensions: part('extensions', {}),
    languages: part('languages', {}),
    tasks: part('tasks', {}),
    window: part('window', { visibleTextEditors: [], terminals: [] }),
    workspace: part('workspace', {
      textDocuments: [],
      isTrusted: true,
      get workspaceFolders() {
        return [{ name: 'a', uri: { scheme: 'file', fsPath: editor.folder, toString: () => editor.folder } }];
      },
    }),
  };
});

beforeEach(async () => {
  editor.folder = await mkdtemp(join(tmpdir(), 'tracehold-extension-'));
});
afterEach(() => rm(editor.folder, { recursive: true, force: true }));

test('activation registers every command, and leaves to later what takes the editor long', async () => {
  const subscriptions: { dispose: () => void }[] = [];
  const workspaceState = { get: () => undefined, update: () => Promise.resolve() };
  const context = { subscriptions, workspaceState, extension: { packageJSON: {} }, extensionPath: editor.folder };
  // What activation does not ask for is not there.
  activate(context as unknown as ExtensionContext);
  try {
    expect(Object.keys(commands).filter((id) => !editor.registered.has(id))).toEqual([]);
    expect(editor.called).toContain('window.createTreeView');
    expect(editor.called).not.toContain('workspace.createFileSystemWatcher');
    // Nothing is shown that would be decorated.
    expect(editor.called).not.toContain('window.createTextEditorDecorationType');
    await expect.poll(() => editor.called).toContain('workspace.createFileSystemWatcher');
  } finally {
    for (const subscription of subscriptions) subscription.dispose();
  }
});
