import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { workspaceFolder as folder } from './editor.js';
import {
  begun,
  ended,
  listening,
  messages,
  profile,
  program,
  recordings,
  runs,
  saidOf,
  withSetting,
} from './programs.js';
import { until } from './waiting.js';

suite('launching', () => {
  listening();

  test('a program runs in the workspace folder and is recorded; nothing is said when it ends well', async () => {
    await profile(program("sp ace'd ü.py", 'def f(n):\n  return n if n < 2 else f(n-1) + f(n-2)\nprint(f(15))\n'));
    const { folder: run, file } = await ended('sp_ace_d_ü');
    assert.equal(file.exitCode, 0);
    assert.equal(file.cwd, folder());
    assert.equal(recordings(run).length, 1);
    assert.deepEqual(messages.said, []);
  });

  test('a program that exits with a number', async () => {
    await profile(program('three.py', 'import sys\ndef f(): sys.exit(3)\nf()\n'));
    assert.equal((await ended('three')).file.exitCode, 3);
    assert.match(await saidOf(/three/), /exited with code 3\. Its recording is complete: 2 calls/);
  });

  test('a script that does not compile', async () => {
    messages.press = 'Go to Line 2';
    await profile(program('wrong.py', 'x = 1\nx = = 2\n'));
    assert.match(await saidOf(/wrong/), /wrong was not run: invalid syntax.*\(line 2\)/);
    await until('the line', () => vscode.window.activeTextEditor?.selection.active.line === 1 || undefined);
  });

  test('a program that a signal kills', async () => {
    const text = 'import os, time\ndef f(): time.sleep(0.3); os.kill(os.getpid(), 11)\nf()\n';
    await profile(program('crash.py', text));
    assert.match(await saidOf(/crash/), /was killed, or crashed/);
    const { file } = await ended('crash');
    // Nobody told which signal it was, so nobody says.
    assert.deepEqual([file.exitCode, file.signal], [undefined, undefined]);
  });

  test('a program that never ends is stopped, and may clean up', async () => {
    const text = 'import time\ntry:\n  while True: time.sleep(0.05)\nfinally:\n  open("cleaned", "w").close()\n';
    await profile(program('endless.py', text));
    await begun('endless');
    await sleep(500);
    await vscode.commands.executeCommand('tracehold.stop');
    assert.match(await saidOf(/endless/), /was stopped\. Its recording is kept/);
    assert.ok(existsSync(join(folder(), 'cleaned')));
    const { file } = await ended('endless');
    assert.deepEqual([file.exitCode, file.signal], [undefined, 'SIGINT']);
  });

  test('a program that ignores Ctrl-C is terminated when asked to', async () => {
    messages.press = 'Terminate';
    const text = 'import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: time.sleep(0.05)\n';
    await profile(program('stubborn.py', text));
    await begun('stubborn');
    await sleep(500);
    await vscode.commands.executeCommand('tracehold.stop');
    await saidOf(/still runs after Ctrl-C/);
    await saidOf(/was stopped/);
    assert.equal((await ended('stubborn')).file.signal, 'SIGTERM');
  });

  test('a program that reads its terminal can be typed to', async () => {
    await profile(program('reads.py', 'open("read", "w").write(input())\n'));
    const terminal = await until('its terminal', () => vscode.window.terminals.find(({ name }) => name === 'reads'));
    await sleep(500);
    terminal.sendText('typed');
    await ended('reads');
    assert.equal(readFileSync(join(folder(), 'read'), 'utf8'), 'typed');
  });

  test('a launch configuration: F5 with "tracehold": true, words and variables as they are', async () => {
    const script = program(
      'configured.py',
      'import json, os, sys\nprint()\n' +
        'json.dump([sys.argv[1:], os.environ["A"], os.environ["B"], os.getcwd()], open("configured.json", "w"))\n',
    );
    mkdirSync(join(folder(), 'sub'), { recursive: true });
    writeFileSync(join(folder(), 'vars'), 'B="of the file"\n');
    const started = await vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], {
      type: 'debugpy',
      request: 'launch',
      name: 'x',
      program: script.fsPath,
      args: ['${workspaceFolderBasename}', '$HOME', 'a \'b" c', ''],
      env: { A: '$ {x}' },
      envFile: join(folder(), 'vars'),
      cwd: '${workspaceFolder}/sub',
      tracehold: true,
    });
    assert.equal(started, false);
    await ended('configured');
    const cwd = join(folder(), 'sub');
    const got: unknown = JSON.parse(readFileSync(join(cwd, 'configured.json'), 'utf8'));
    assert.deepEqual(got, [[basename(folder()), '$HOME', 'a \'b" c', ''], '$ {x}', 'of the file', cwd]);
  });

  test('an interpreter that is not there', async () => {
    await withSetting('tracehold.python', '/no/such/python', async () => {
      await profile(program('none.py', ''));
      assert.match(await saidOf(/Nothing was run/), /\/no\/such\/python \(tracehold\.python\) is not there/);
      assert.deepEqual(runs('none'), []);
    });
  });

  test('a recording is deleted after a question', async () => {
    await profile(program('gone.py', 'print(1)\n'));
    const { folder: run } = await ended('gone');
    await vscode.commands.executeCommand('tracehold.deleteRecording', { folder: run });
    assert.ok(existsSync(run));
    messages.press = 'Delete';
    await until('the end of the folder', async () => {
      await vscode.commands.executeCommand('tracehold.deleteRecording', { folder: run });
      return existsSync(run) ? undefined : true;
    });
  });

  test('a recording that is deleted while its program runs', async () => {
    await profile(program('pulled.py', 'import time\ndef f(): time.sleep(0.1)\nfor _ in range(30): f()\n'));
    rmSync(await begun('pulled'), { recursive: true, force: true });
    assert.match(await saidOf(/pulled/), /cannot be read: it was deleted meanwhile/);
  });
});
