import { expect, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import { commands } from './contributions.js';

const registered = vi.hoisted(() => new Map<string, () => unknown>());
const log = vi.hoisted(() => ({ shown: 0, info: () => {}, show: () => log.shown++, dispose: () => {} }));

// A stand-in for the editor, which only exists inside the editor.
vi.mock('vscode', () => ({
  version: '1.95.0',
  commands: {
    registerCommand: (id: string, handler: () => unknown) => {
      registered.set(id, handler);
      return { dispose: () => registered.delete(id) };
    },
  },
  window: { createOutputChannel: () => log },
}));

test('every declared command is registered, works, and goes with the extension', async () => {
  const { activate } = await import('./extension.js');
  const subscriptions: vscode.Disposable[] = [];
  activate({ subscriptions, extension: { packageJSON: { version: '0.1.0' } } } as unknown as vscode.ExtensionContext);

  expect([...registered.keys()]).toEqual(Object.keys(commands));
  await registered.get('tracehold.showLog')?.();
  expect(log.shown).toBe(1);

  for (const subscription of subscriptions) await subscription.dispose();
  expect(registered.size).toBe(0);
});
