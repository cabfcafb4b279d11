import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setup, suite, suiteSetup, test } from 'mocha';
import * as vscode from 'vscode';
import { hoversAt, inWorkspace, lensAbove, lensesAbove, show, workspaceFolder } from './editor.js';
import { until } from './waiting.js';

/** Many short functions below each other: each gets a line of CodeLens, and pushes down what is below it. */
const FUNCTIONS = 80;
const many = Array.from({ length: FUNCTIONS }, (_, at) => `def step_${at}(value): return value + ${at}`);
const program = [
  ...many,
  'def run(times):',
  '    for value in range(times):',
  '        step_40(value)',
  'step_40(-1)',
  'run(5000)',
  ...many.map((_, at) => `step_${at}(-2)`),
  '',
].join('\n');

function runOf(name: string): string {
  const folder = join(workspaceFolder(), '.tracehold');
  const found = readdirSync(folder).find((run) => run.endsWith(`-${name}`));
  if (found === undefined) throw new Error(`there is no run of ${name}`);
  return join(folder, found);
}

async function record(name: string, text: string): Promise<void> {
  writeFileSync(inWorkspace(`${name}.py`).fsPath, text);
  await vscode.commands.executeCommand('tracehold.profileFile', inWorkspace(`${name}.py`));
  await until(`the run of ${name}`, () => {
    try {
      return runOf(name);
    } catch {
      return undefined;
    }
  });
}

/** Ids of the calls that a hover links to. */
async function callsIn(document: vscode.TextDocument, text: string): Promise<number[]> {
  const hovers = await hoversAt(document, text);
  const links = hovers.flatMap(({ value }) => [...decodeURIComponent(value).matchAll(/"call":(\d+)/g)]);
  return links.map(([, call]) => Number(call));
}

function isVisible(editor: vscode.TextEditor, line: number): boolean {
  return editor.visibleRanges.some(({ start, end }) => start.line <= line && line <= end.line);
}

suite('the selection', () => {
  suiteSetup(async () => {
    await record('other', 'def alone(): return 1\nalone()\n');
    await record('many', program);
    const document = await show('many.py');
    await lensAbove(document, 'def step_40', /^5,002 calls/);
  });
  setup(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  test('shows a line that stays in view when CodeLenses come', async () => {
    const [call] = await callsIn(await show('many.py'), 'step_70(value)');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('tracehold.showCall', { folder: runOf('many'), call });
    const editor = await until('the file of the call', () => vscode.window.activeTextEditor);
    await lensAbove(editor.document, 'def step_70', /^call 1 of 1$/);
    // The editor inserts them a moment after it has asked for them.
    await sleep(2000);
    const line = many.findIndex((text) => text.startsWith('def step_70'));
    assert.ok(isVisible(editor, line), `line ${line} of ${JSON.stringify(editor.visibleRanges)}`);
    assert.equal(editor.selection.active.line, line);
  });

  test('a call site knows its last calls, however many others there were since', async () => {
    const document = await show('many.py');
    const [first] = await until('the hover', async () => {
      const hovers = await hoversAt(document, 'step_40(-1)');
      return hovers.length > 0 ? hovers : undefined;
    });
    assert.match(first.value, /\*\*step\\_40\*\* — 1 call /);
    assert.match(first.value, /Last calls from here: arguments/);
    assert.match(first.value, /value\\=\\-1/);
  });

  test('goes back to a call from a run without one', async () => {
    const document = await show('many.py');
    const [call] = await callsIn(document, 'step_40(value): ');
    await vscode.commands.executeCommand('tracehold.showCall', { folder: runOf('many'), call });
    const before = await lensAbove(document, 'def step_40', /^call [\d,]+ of 5,002$/);
    await vscode.commands.executeCommand('tracehold.openTimeline', { folder: runOf('other') });
    await until('no selected call', async () =>
      (await lensesAbove(document, 'def step_40')).length === 0 ? true : undefined,
    );
    await vscode.commands.executeCommand('tracehold.goBack');
    await show('many.py');
    await lensAbove(document, 'def step_40', new RegExp(`^${before}$`));
  });

  test('stays where it is when a call is asked for that is not there', async () => {
    const document = await show('many.py');
    const before = await lensAbove(document, 'def step_40', /^call [\d,]+ of 5,002$/);
    for (const asked of [undefined, {}, { folder: runOf('many'), call: 1 }, { folder: '/nowhere', call: 2 ** 32 }]) {
      await vscode.commands.executeCommand('tracehold.showCall', asked);
    }
    await lensAbove(document, 'def step_40', new RegExp(`^${before}$`));
  });
});
