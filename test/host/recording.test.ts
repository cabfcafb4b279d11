import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setup, suite, test } from 'mocha';
import * as vscode from 'vscode';
import { hoversAt, inWorkspace, lensAbove, openViews, show, workspaceFolder } from './editor.js';
import { until } from './waiting.js';

function runs(): string[] {
  const folder = join(workspaceFolder(), '.tracehold');
  return readdirSync(folder)
    .filter((name) => name.endsWith('-main'))
    .map((name) => join(folder, name));
}

function recordingIn(folder: string): vscode.Uri {
  const name = readdirSync(folder).find((file) => file.endsWith('.thtrace'));
  return vscode.Uri.file(join(folder, name ?? 'no recording'));
}

suite('a recording of the orders example', () => {
  setup(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  test('is made by the command, and answers in the editor', async () => {
    await vscode.commands.executeCommand('tracehold.profileFile', inWorkspace('orders', 'main.py'));
    const document = await show('orders', 'pricing.py');
    await lensAbove(document, 'def tax_percent', /^320 calls · .* total · .* self$/);
    const [hover] = await hoversAt(document, 'tax_percent(country');
    assert.match(hover.value, /\*\*tax\\?_percent\*\* — 320 calls/);
    assert.deepEqual(hover.isTrusted, { enabledCommands: ['tracehold.showCall'] });
    assert.equal(runs().length, 1);
  });

  test('shows the call that was selected, and steps to the next', async () => {
    const pricing = await show('orders', 'pricing.py');
    const [hover] = await hoversAt(pricing, 'tax_percent(country');
    const call = Number(/"call":(\d+)/.exec(decodeURIComponent(hover.value))?.[1]);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('tracehold.showCall', { folder: runs()[0], call });
    const document = await until('the file of the call', () => vscode.window.activeTextEditor?.document);
    assert.equal(document.uri.path, inWorkspace('orders', 'pricing.py').path);
    const before = await lensAbove(document, 'def tax_percent', /^call \d+ of 320$/);
    await vscode.commands.executeCommand('tracehold.nextCall');
    await lensAbove(document, 'def tax_percent', new RegExp(`^(?!${before}$)call \\d+ of 320$`));
    await vscode.commands.executeCommand('tracehold.goBack');
    await lensAbove(document, 'def tax_percent', new RegExp(`^${before}$`));
  });

  test('opens as a file of its own', async () => {
    await vscode.commands.executeCommand('vscode.open', recordingIn(runs()[0]));
    await until('the editor of recordings', () => openViews().find((type) => type === 'tracehold.recording'));
  });

  test('opens by the command', async () => {
    await vscode.commands.executeCommand('tracehold.openRecording', recordingIn(runs()[0]));
    await until('the timeline', () => openViews().find((type) => /tracehold\.(timeline|recording)$/.test(type)));
  });

  test('leaves nothing above functions when its annotations are cleared', async () => {
    const document = await show('orders', 'pricing.py');
    await vscode.commands.executeCommand('tracehold.clearAnnotations');
    await until('no CodeLens', async () => {
      const command = 'vscode.executeCodeLensProvider';
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(command, document.uri);
      return lenses.length === 0 ? true : undefined;
    });
  });
});
