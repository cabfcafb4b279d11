import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { commands } from '../../src/host/contributions.js';
import { extension } from './extension.js';
import { until } from './waiting.js';

suite('activation', () => {
  test('every declared command is registered', async () => {
    await extension().activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = Object.keys(commands).filter((id) => !registered.has(id));
    assert.deepEqual(missing, []);
  });

  test('the doctor has something to say', async () => {
    await vscode.commands.executeCommand('tracehold.doctor');
    // Its channel is a document of the editor's own, which comes when it is shown.
    await until('the report', () =>
      vscode.workspace.textDocuments.find(
        (document) =>
          document.uri.scheme === 'output' &&
          /^Python 3\.\d+\.\d+ .*\n {4}(?:native|pure Python): /m.test(document.getText()),
      ),
    );
  });

  test('the log can be shown', async () => {
    await vscode.commands.executeCommand('tracehold.showLog');
  });
});
