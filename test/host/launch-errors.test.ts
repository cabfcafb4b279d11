import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { inWorkspace, show } from './editor.js';
import {
  answering,
  ended,
  listening,
  messages,
  profile,
  program,
  recordings,
  runs,
  runsFolder,
  saidOf,
  withSetting,
  written,
} from './programs.js';
import { until } from './waiting.js';

suite('what cannot be launched, and what is saved before', () => {
  listening();

  test('an interpreter that is too old', async () => {
    const old = program('python3.6', '#!/bin/sh\nprintf "3.6.9\\n%s\\n" "$0"\n').fsPath;
    chmodSync(old, 0o755);
    await withSetting('tracehold.python', old, async () => {
      await profile(program('any.py', ''));
      assert.match(await saidOf(/Nothing was run/), /is Python 3\.6\.9, older than 3\.8.*Name a Python from 3\.8 on/);
      assert.deepEqual(runs('any'), []);
    });
  });

  test('an interpreter that does not run', async () => {
    const broken = program('broken-python', '#!/bin/sh\necho it is broken >&2\nexit 3\n').fsPath;
    chmodSync(broken, 0o755);
    await withSetting('tracehold.python', broken, async () => {
      await profile(program('any.py', ''));
      assert.match(await saidOf(/Nothing was run/), /does not run \(it is broken\)/);
    });
  });

  test('a workspace in which no runs can be put: they go to the own storage, and that is said', async () => {
    const aside = `${runsFolder()}-aside`;
    if (existsSync(runsFolder())) renameSync(runsFolder(), aside);
    writeFileSync(runsFolder(), 'a file in the way');
    try {
      await profile(program('stored.py', 'def f(): pass\nf()\n'));
      const message = await saidOf(/Nothing can be written to/);
      const run = /is kept in (.*)\.$/.exec(message)?.[1] ?? '';
      await until('the recording in the storage', () => recordings(run)[0]);
      await until('its end', () => (readdirSync(join(run)).includes('store') ? true : undefined));
      rmSync(dirname(run), { recursive: true });
    } finally {
      rmSync(runsFolder());
      if (existsSync(aside)) renameSync(aside, runsFolder());
    }
  });

  test('a document with changes is saved first', async () => {
    const uri = program('dirty.py', 'open("dirty", "w").write("before")\n');
    const document = await show('dirty.py');
    const edit = new vscode.WorkspaceEdit();
    const at = document.getText().indexOf('before');
    edit.replace(uri, new vscode.Range(0, at, 0, at + 'before'.length), 'edited');
    await vscode.workspace.applyEdit(edit);
    assert.ok(document.isDirty);
    await profile();
    assert.equal(document.isDirty, false);
    await ended('dirty');
    assert.match(await written('dirty'), /edited/);
  });

  test('a document that was never saved is given a place first; without one nothing is run', async () => {
    const content = 'open("named", "w").write("ran")\n';
    const document = await vscode.workspace.openTextDocument({ language: 'python', content });
    await vscode.window.showTextDocument(document);
    const uri = inWorkspace('named.py');
    await answering(vscode.workspace, { saveAs: () => Promise.resolve(undefined) }, () => profile());
    assert.deepEqual([messages.said, runs('named')], [[], []]);
    const saveAs = () => {
      writeFileSync(uri.fsPath, content);
      return Promise.resolve(uri);
    };
    await answering(vscode.workspace, { saveAs }, () => profile());
    await ended('named');
    assert.equal(await written('named'), 'ran');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  test('a cell of a notebook', async () => {
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'x = 1', 'python');
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', new vscode.NotebookData([cell]));
    await profile(notebook.cellAt(0).document.uri);
    assert.match(await saidOf(/notebook/), /A cell of .* runs in the kernel of its notebook\. Copy .* to a \.py file/);
  });

  test('a file that is on no disk', async () => {
    const content = { provideTextDocumentContent: () => 'print(1)' };
    const provider = vscode.workspace.registerTextDocumentContentProvider('made-up', content);
    await profile(vscode.Uri.parse('made-up:/somewhere/remote.py'));
    provider.dispose();
    assert.match(await saidOf(/remote\.py/), /is not on this disk.*Save a copy to a folder and run that/);
  });

  test('a file that is gone, and one that is no program', async () => {
    await profile(inWorkspace('not-there.py'));
    await saidOf(/^Nothing was run: not-there\.py is not there, or cannot be read\.$/);
    await profile(program('list.txt', 'no program'));
    await saidOf(/^list\.txt is no Python file/);
  });

  test('a recording that was deleted while it was open', async () => {
    await profile(program('lost.py', 'def f(): pass\nf()\n'));
    const { folder } = await ended('lost');
    rmSync(folder, { recursive: true });
    mkdirSync(runsFolder(), { recursive: true });
    await until('what is said of it', async () => {
      await vscode.commands.executeCommand('tracehold.openTimeline', { folder });
      return messages.said.find((message) =>
        /^There is no recording in .*lost.* It may have been deleted/.test(message),
      );
    });
  });
});
