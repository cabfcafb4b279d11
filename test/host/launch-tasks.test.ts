import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { setup, suite, test } from 'mocha';
import * as vscode from 'vscode';
import { show } from './editor.js';
import { answering, begun, ended, listening, messages, profile, program, running, saidOf, stop } from './programs.js';
import { until } from './waiting.js';

const endless = 'import time\ndef f(): time.sleep(0.02)\nwhile True: f()\n';

const named = (name: string) => vscode.window.terminals.filter((terminal) => terminal.name === name);

/** Once a program runs for a moment, its interpreter has taken the signals over. */
async function start(name: string): Promise<string> {
  await profile(program(`${name}.py`, endless));
  const run = await begun(name);
  await sleep(500);
  return run;
}

suite('tasks and terminals of programs', () => {
  listening();
  setup(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  test('the page opens beside the program, and typing goes on in it', async () => {
    program('quiet.py', 'def f(): pass\nf()\n');
    const document = await show('quiet.py');
    await profile();
    await until('the page', () => vscode.window.tabGroups.all.find(({ activeTab }) => activeTab?.label === 'quiet'));
    await ended('quiet');
    await sleep(500);
    assert.equal(vscode.window.activeTextEditor?.document.uri.path, document.uri.path);
    assert.equal(vscode.window.tabGroups.activeTabGroup.activeTab?.label, 'quiet.py');
    // The second goes where the first is, not into a third column.
    await profile();
    await sleep(500);
    assert.equal(vscode.window.tabGroups.all.length, 2);
  });

  test('two programs at once have a terminal each, and are stopped one by one or together', async () => {
    const [first, second] = [await start('first'), await start('second')];
    assert.deepEqual([...running()].toSorted(), ['first', 'second']);
    assert.deepEqual([named('first').length, named('second').length], [1, 1]);
    await stop({ folder: first });
    await saidOf(/^first was stopped/);
    assert.deepEqual(running(), ['second']);
    // Of a program that has ended, another is not stopped in its place.
    await stop({ folder: first });
    await saidOf(/^The program has ended/);
    assert.deepEqual(running(), ['second']);
    await start('third');
    const showQuickPick = (items: readonly { readonly label: string }[]) => {
      assert.deepEqual(items.map(({ label }) => label).toSorted(), ['All 2 programs', 'second', 'third']);
      return Promise.resolve(items.find(({ label }) => label.startsWith('All')));
    };
    await answering(vscode.window, { showQuickPick }, () => stop());
    await saidOf(/^second was stopped/);
    await saidOf(/^third was stopped/);
    assert.ok(second.includes('second'));
  });

  test('a second stop does not wait for a program that ignores the first', async () => {
    const text = 'import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: time.sleep(0.02)\n';
    await profile(program('deaf.py', text));
    await begun('deaf');
    await sleep(500);
    await stop();
    await stop();
    await saidOf(/^deaf was stopped/);
    assert.equal((await ended('deaf')).file.signal, 'SIGTERM');
  });

  test('a terminal is named after its program, stays with what was written, and is used again', async () => {
    await profile(program('kept.py', 'print("said")\n'));
    await ended('kept');
    assert.equal(named('kept').length, 1);
    const count = vscode.window.terminals.length;
    await profile(program('again.py', 'print("more")\n'));
    await ended('again');
    await until('its terminal', () => named('again')[0]);
    assert.equal(vscode.window.terminals.length, count);
  });

  test('a terminal that is closed ends its program, and that is said as such', async () => {
    await start('closed');
    named('closed')[0].dispose();
    await saidOf(/^closed ended with its terminal\. What it recorded is kept: [\d,]+ calls\./);
    const { file } = await ended('closed');
    assert.deepEqual([file.exitCode, file.signal], [undefined, undefined]);
    assert.deepEqual(messages.said.length, 1);
  });

  test('Ctrl-C in the terminal is an interrupt', async () => {
    await start('typed');
    named('typed')[0].sendText('\u0003', false);
    await saidOf(/^typed was interrupted \(SIGINT\)\. Its recording is complete/);
    assert.equal((await ended('typed')).file.signal, 'SIGINT');
  });
});
