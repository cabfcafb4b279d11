import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { suite, suiteSetup, suiteTeardown, test } from 'mocha';
import * as vscode from 'vscode';
import { inWorkspace, workspaceFolder } from './editor.js';
import {
  answering,
  begun,
  ended,
  listening,
  messages,
  profile,
  program,
  runs,
  saidOf,
  withSetting,
} from './programs.js';
import { until } from './waiting.js';

const { TRACEHOLD_DEBUGPY: debugpy = '', TRACEHOLD_DEBUGPY_PYTHON: python = '' } = process.env;

/** Files that the command wanted to show. */
let shown: string[] = [];

async function take(item?: unknown): Promise<void> {
  shown = [];
  const { executeCommand } = vscode.commands;
  const replaced = (command: string, ...given: unknown[]): Thenable<unknown> => {
    if (command !== 'vscode.open') return executeCommand(command, ...given);
    shown.push((given[0] as vscode.Uri).fsPath);
    return Promise.resolve();
  };
  await answering(vscode.commands, { executeCommand: replaced }, async () => {
    await executeCommand('tracehold.takeHeapSnapshot', item);
  });
}

/** Path of the snapshot, which is opened. */
async function taken(): Promise<string> {
  const path = await until('the snapshot', () => shown.at(0));
  assert.equal(readFileSync(path).subarray(0, 8).toString('latin1'), '\u0089THHPS\r\n');
  return path;
}

function snapshots(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.thheap'));
}

const waits =
  'import time\ndef f(): return 1\ntry:\n  while True: f(); time.sleep(0.02)\nexcept KeyboardInterrupt: pass\n';

suite('heap snapshots', () => {
  listening();

  test('of the only program that is being recorded, and of the one that the tree means', async () => {
    await profile(program('leaky.py', waits));
    const run = await begun('leaky');
    await until('its channel', () => readdirSync(run).some((name) => name.endsWith('.sock')) || undefined);
    await take();
    assert.equal(dirname(await taken()), run);
    await profile(program('bystander.py', waits));
    const other = await begun('bystander');
    await until('its channel', () => readdirSync(other).some((name) => name.endsWith('.sock')) || undefined);
    await take({ folder: other });
    assert.equal(dirname(await taken()), other);
    let offered: readonly vscode.QuickPickItem[] = [];
    const showQuickPick = (items: readonly vscode.QuickPickItem[]) => {
      offered = items;
      return Promise.resolve(items.find(({ label }) => label === 'leaky'));
    };
    await answering(vscode.window, { showQuickPick }, () => take());
    assert.deepEqual(offered.map(({ label }) => label).toSorted(), ['bystander', 'leaky']);
    assert.match(offered[0].description ?? '', /^Process \d+$/);
    assert.equal(dirname(await taken()), run);
    assert.equal(snapshots(run).length, 2);
    for (const folder of [run, other]) await vscode.commands.executeCommand('tracehold.stop', { folder });
    await ended('leaky');
    await ended('bystander');
    messages.said = [];
    await take();
    await saidOf(/^No snapshot was taken: no program runs that is being recorded/);
  });

  test('at the end of the program, and every so often, as the settings say', async () => {
    const text = 'import time\ndef f(): time.sleep(0.1)\nfor _ in range(15): f()\n';
    await withSetting('tracehold.heap.atExit', true, () =>
      withSetting('tracehold.heap.everySeconds', 0.5, async () => {
        await profile(program('often.py', text));
        const { folder } = await ended('often');
        assert.ok(snapshots(folder).length >= 2, String(snapshots(folder)));
      }),
    );
  });

  suite(`at a breakpoint of debugpy${debugpy === '' ? ' (which needs PyPI)' : ''}`, function atBreakpoint() {
    suiteSetup(function needsDebugger() {
      if (debugpy === '') this.skip();
    });
    suiteTeardown(() => vscode.debug.stopDebugging());

    const source = [
      'import sys, json',
      'class Page: pass',
      'def work(held):',
      '    exec = sys = None',
      '    return len(held)',
      'before = list(sys.path)',
      'work([Page() for _ in range(1000)])',
      'open("path.json", "w").write(json.dumps([before == sys.path, sys.getswitchinterval()]))',
      'work([])',
      '',
    ].join('\n');

    async function startAndStop(name: string, line: number): Promise<vscode.DebugSession> {
      const uri = program(name, source);
      vscode.debug.addBreakpoints([
        new vscode.SourceBreakpoint(new vscode.Location(uri, new vscode.Position(line, 0))),
      ]);
      const folder = vscode.workspace.workspaceFolders?.[0];
      const configuration = {
        type: 'python',
        request: 'launch',
        name: `debug ${name}`,
        program: uri.fsPath,
        python: [python],
      };
      await vscode.debug.startDebugging(folder, {
        ...configuration,
        cwd: workspaceFolder(),
        console: 'internalConsole',
      });
      const session = await until('the session', () => vscode.debug.activeDebugSession);
      await until('the breakpoint', () => vscode.debug.activeStackItem instanceof vscode.DebugStackFrame || undefined);
      return session;
    }

    test('a session that we did not start: a run folder of its own, and nothing of the program is changed', async () => {
      const session = await startAndStop('paused.py', 4);
      await take();
      const first = await taken();
      const [run] = runs('paused');
      assert.equal(dirname(first), run);
      const file = JSON.parse(readFileSync(join(run, 'run.json'), 'utf8')) as { command: string[] };
      assert.equal(basename(file.command[0]), 'paused.py');
      // The next one lies beside it, and the program goes on as before.
      await take();
      assert.equal(dirname(await taken()), run);
      assert.equal(runs('paused').length, 1);
      assert.equal(snapshots(run).length, 2);
      const over = until('the end of the session', () => vscode.debug.activeDebugSession === undefined || undefined);
      vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
      await session.customRequest('setBreakpoints', {
        source: { path: inWorkspace('paused.py').fsPath },
        breakpoints: [],
      });
      await session.customRequest('continue', { threadId: 1 });
      await over;
      const [isSamePath, interval] = JSON.parse(readFileSync(inWorkspace('path.json').fsPath, 'utf8')) as unknown[];
      assert.deepEqual([isSamePath, interval], [true, 0.005]);
    });

    test('a session that runs is not asked', async () => {
      const uri = program('busy.py', waits);
      await vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], {
        type: 'python',
        request: 'launch',
        name: 'busy',
        program: uri.fsPath,
        python: [python],
        cwd: workspaceFolder(),
        console: 'internalConsole',
      });
      await until('the session', () => vscode.debug.activeDebugSession);
      await take();
      await saidOf(/none stands at a breakpoint/);
      assert.ok(!existsSync(join(workspaceFolder(), '.tracehold')) || runs('busy').length === 0);
      await vscode.debug.stopDebugging();
    });
  });
});
