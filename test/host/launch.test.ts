import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setup, suite, suiteTeardown, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import { extension } from './extension.js';

const LONGEST_MS = 60_000;

const folder = () => {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(first);
  return first.uri.fsPath;
};
const runsFolder = () => join(folder(), '.tracehold');

async function until<T>(look: () => T | null | undefined, what: string): Promise<T> {
  const deadline = Date.now() + LONGEST_MS;
  for (;;) {
    const found = look();
    if (found !== null && found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`${what} did not come in time; said: ${JSON.stringify(said)}`);
    await sleep(50);
  }
}

/** What was said in messages, and the button that is pressed when it is offered. */
let said: string[] = [];
let press: string | null = null;
const kinds = ['showErrorMessage', 'showWarningMessage', 'showInformationMessage'] as const;
const original = kinds.map((kind) => vscode.window[kind]);

function listen(): void {
  for (const kind of kinds) {
    const answer = (message: string, ...rest: unknown[]) => {
      said.push(message);
      return Promise.resolve(rest.includes(press) ? press : undefined);
    };
    Object.assign(vscode.window, { [kind]: answer });
  }
}

function saidOf(pattern: RegExp): Promise<string> {
  return until(() => said.find((message) => pattern.test(message)), `A message like ${pattern}`);
}

function program(name: string, text: string): vscode.Uri {
  const path = join(folder(), name);
  writeFileSync(path, text);
  return vscode.Uri.file(path);
}

interface RunFile {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly ended?: string;
  readonly exitCode?: number;
}

/** The newest run of a name, when it has ended. */
function ended(name: string): Promise<{ readonly folder: string; readonly file: RunFile }> {
  return until(() => {
    const newest = runs(name).at(-1);
    if (newest === undefined) return null;
    const file = JSON.parse(readFileSync(join(newest, 'run.json'), 'utf8')) as RunFile;
    return file.ended === undefined ? null : { folder: newest, file };
  }, `The end of ${name}`);
}

function runs(name: string): readonly string[] {
  if (!existsSync(runsFolder())) return [];
  const named = readdirSync(runsFolder()).filter((run) => run.replace(/^\d+-\d+-/, '').startsWith(name));
  return named.toSorted().map((run) => join(runsFolder(), run));
}

function recordings(run: string): readonly string[] {
  return readdirSync(run).filter((file) => file.endsWith('.thtrace'));
}

async function profile(uri: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('tracehold.profileFile', uri);
}

suite('launching', () => {
  setup(async () => {
    await extension().activate();
    said = [];
    press = null;
    listen();
  });
  teardown(() => kinds.forEach((kind, index) => Object.assign(vscode.window, { [kind]: original[index] })));
  suiteTeardown(() => rmSync(runsFolder(), { recursive: true, force: true }));

  test('a program runs in the workspace folder and is recorded; nothing is said when it ends well', async () => {
    await profile(program("sp ace'd ü.py", 'def f(n):\n  return n if n < 2 else f(n-1) + f(n-2)\nprint(f(15))\n'));
    const { folder: run, file } = await ended('sp_ace_d_ü');
    assert.equal(file.exitCode, 0);
    assert.equal(file.cwd, folder());
    assert.equal(recordings(run).length, 1);
    assert.deepEqual(said, []);
  });

  test('a program that exits with a number', async () => {
    await profile(program('three.py', 'import sys\ndef f(): sys.exit(3)\nf()\n'));
    assert.equal((await ended('three')).file.exitCode, 3);
    assert.match(await saidOf(/three/), /exited with code 3\. Its recording is complete: 2 calls/);
  });

  test('a script that does not compile', async () => {
    press = 'Go to Line 2';
    await profile(program('wrong.py', 'x = 1\nx = = 2\n'));
    assert.match(await saidOf(/wrong/), /wrong was not run: invalid syntax.*\(line 2\)/);
    await until(() => vscode.window.activeTextEditor?.selection.active.line === 1 || null, 'The line in the editor');
  });

  test('a program that a signal kills', async () => {
    const text = 'import os, time\ndef f(): time.sleep(0.3); os.kill(os.getpid(), 11)\nf()\n';
    await profile(program('crash.py', text));
    assert.match(await saidOf(/crash/), /was killed, or crashed/);
    assert.equal((await ended('crash')).file.exitCode, undefined);
  });

  test('a program that never ends is stopped, and may clean up', async () => {
    const text = 'import time\ntry:\n  while True: time.sleep(0.05)\nfinally:\n  open("cleaned", "w").close()\n';
    await profile(program('endless.py', text));
    await until(() => recordings(runs('endless').at(-1) ?? '')[0], 'The recording');
    await sleep(500);
    await vscode.commands.executeCommand('tracehold.stop');
    assert.match(await saidOf(/endless/), /was stopped\. Its recording is kept/);
    assert.ok(existsSync(join(folder(), 'cleaned')));
  });

  test('a program that ignores Ctrl-C is terminated when asked to', async () => {
    press = 'Terminate';
    const text = 'import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: time.sleep(0.05)\n';
    await profile(program('stubborn.py', text));
    await until(() => recordings(runs('stubborn').at(-1) ?? '')[0], 'The recording');
    await sleep(500);
    await vscode.commands.executeCommand('tracehold.stop');
    await saidOf(/still runs after Ctrl-C/);
    await saidOf(/was stopped/);
  });

  test('a program that reads its terminal can be typed to', async () => {
    await profile(program('reads.py', 'open("read", "w").write(input())\n'));
    const terminal = await until(
      () => vscode.window.terminals.find(({ name }) => name.includes('reads')),
      'A terminal',
    );
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
    const settings = vscode.workspace.getConfiguration('tracehold');
    const before = settings.get('python');
    await settings.update('python', '/no/such/python', vscode.ConfigurationTarget.Workspace);
    try {
      await profile(program('none.py', ''));
      assert.match(await saidOf(/Nothing was run/), /\/no\/such\/python \(tracehold\.python\) is not there/);
      assert.deepEqual(runs('none'), []);
    } finally {
      await settings.update('python', before, vscode.ConfigurationTarget.Workspace);
    }
  });

  test('a recording is deleted after a question', async () => {
    await profile(program('gone.py', 'print(1)\n'));
    const { folder: run } = await ended('gone');
    await vscode.commands.executeCommand('tracehold.deleteRecording', { folder: run });
    assert.ok(existsSync(run));
    press = 'Delete';
    await until(() => {
      void vscode.commands.executeCommand('tracehold.deleteRecording', { folder: run });
      return existsSync(run) ? null : true;
    }, 'The end of the folder');
  });

  test('a recording that is deleted while its program runs', async () => {
    await profile(program('pulled.py', 'import time\ndef f(): time.sleep(0.1)\nfor _ in range(30): f()\n'));
    const run = await until(() => runs('pulled').at(-1), 'The run');
    await until(() => recordings(run)[0], 'The recording');
    rmSync(run, { recursive: true, force: true });
    assert.match(await saidOf(/pulled/), /cannot be read: it was deleted meanwhile/);
  });
});
