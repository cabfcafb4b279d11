import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { commands } from '../../src/host/contributions.js';
import { extension } from './extension.js';

suite('activation', () => {
  test('every declared command is registered', async () => {
    await extension().activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = Object.keys(commands).filter((id) => !registered.has(id));
    assert.deepEqual(missing, []);
  });

  test('the log can be shown', async () => {
    await vscode.commands.executeCommand('tracehold.showLog');
  });
});
