import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite, suiteSetup, test } from 'mocha';
import * as vscode from 'vscode';
import { inWorkspace } from './editor.js';
import { extension } from './extension.js';
import { answering, ended, listening, messages, profile, program, saidOf } from './programs.js';

/** Exports the run as CPU profile; `cancel` presses Cancel of the progress as soon as it is shown. */
async function exportTo(folder: string, target: vscode.Uri, cancel = false): Promise<string[]> {
  const shown: string[] = [];
  const withProgress: typeof vscode.window.withProgress = (_options, task) => {
    const token = new vscode.CancellationTokenSource();
    if (cancel) setTimeout(() => token.cancel(), 300);
    return task({ report: ({ message }) => shown.push(message ?? '') }, token.token);
  };
  const showQuickPick = (items: readonly { readonly format?: string }[]) =>
    Promise.resolve(items.find(({ format }) => format === 'speedscope'));
  const showSaveDialog = () => Promise.resolve(target);
  const replaced = { withProgress, showQuickPick, showSaveDialog };
  await answering(vscode.window, replaced, async () => {
    await vscode.commands.executeCommand('tracehold.exportRecording', { folder });
  });
  return shown;
}

suite('exports', () => {
  listening();
  let folder: string;
  suiteSetup(async () => {
    await extension().activate();
    const text = 'def fib(n): return n if n < 2 else fib(n-1) + fib(n-2)\nfib(24)\n';
    await profile(program('many.py', text));
    ({ folder } = await ended('many'));
    mkdirSync(inWorkspace('out').fsPath);
  });

  test('a recording becomes a file for another tool, with progress', async () => {
    const target = inWorkspace('out', 'many.speedscope.json');
    const shown = await exportTo(folder, target);
    await saidOf(/^Exported .* to .*many\.speedscope\.json\.$/);
    const written = JSON.parse(readFileSync(target.fsPath, 'utf8')) as { readonly profiles: readonly unknown[] };
    assert.equal(written.profiles.length, 1);
    assert.match(shown.at(-1) ?? '', /calls$/);
  });

  test('one that is cancelled leaves nothing behind, and says nothing', async () => {
    await exportTo(folder, inWorkspace('out', 'cancelled.json'), true);
    await sleep(1000);
    const left = readdirSync(inWorkspace('out').fsPath).filter((name) => name.includes('cancelled'));
    // A quick machine may be through before it is cancelled; then the file is whole.
    assert.ok(left.length === 0 || JSON.stringify(left) === '["cancelled.json"]', left.join());
    if (left.length === 0) assert.deepEqual(messages.said, []);
  });

  test('a full disk, where there is a /dev/full, and a place that cannot be written', async function () {
    if (!existsSync('/dev/full')) this.skip();
    await exportTo(folder, vscode.Uri.file('/dev/full'));
    await saidOf(/^The recording was not exported: No space is left for \/dev\/full\. Free some/);
    await exportTo(folder, vscode.Uri.file(join(inWorkspace('nowhere').fsPath, 'a.json')));
    await saidOf(/^The recording was not exported: .*a\.json cannot be written: the folder .*nowhere is not there\./);
  });

  test('a recording that is gone', async () => {
    await exportTo(join(folder, 'none'), inWorkspace('out', 'gone.json'));
    await saidOf(/^The recording was not exported: /);
    assert.ok(!existsSync(inWorkspace('out', 'gone.json').fsPath));
  });
});
