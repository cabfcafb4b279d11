import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { inWorkspace, workspaceFolder } from './editor.js';
import { answering, ended, listening, messages, program, runs, saidOf, withSetting, written } from './programs.js';
import { until } from './waiting.js';

const record = { type: 'debugpy', request: 'launch', tracehold: true };

/** As F5 does. */
async function start(configuration: Record<string, unknown>): Promise<void> {
  const named = { name: 'a name', ...record, ...configuration };
  await vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], named);
}

async function pick(label: string): Promise<readonly vscode.QuickPickItem[]> {
  let offered: readonly vscode.QuickPickItem[] = [];
  const showQuickPick = (items: readonly vscode.QuickPickItem[]) => {
    offered = items;
    return Promise.resolve(items.find((item) => item.label === label));
  };
  await answering(vscode.window, { showQuickPick }, async () => {
    await vscode.commands.executeCommand('tracehold.profileLaunchConfiguration');
  });
  return offered;
}

/** Tasks that leave a file each. */
async function defineTasks(): Promise<void> {
  const shell = (label: string, command: string) => ({ label, type: 'shell', command, problemMatcher: [] });
  const tasks = [
    shell('prepare', 'echo done > prepared'),
    shell('tidy', 'echo done > tidied'),
    shell('fail', 'exit 4'),
  ];
  mkdirSync(inWorkspace('.vscode').fsPath, { recursive: true });
  writeFileSync(inWorkspace('.vscode', 'tasks.json').fsPath, JSON.stringify({ version: '2.0.0', tasks }));
  await until('the tasks', async () => (await vscode.tasks.fetchTasks()).find(({ name }) => name === 'tidy'));
}

suite('launch configurations', () => {
  listening();

  test('the task before runs first, the task after at the end', async () => {
    await defineTasks();
    program(
      'between.py',
      'import os\nopen("between", "w").write(str([os.path.exists(f) for f in ("prepared", "tidied")]))\n',
    );
    await start({ program: '${workspaceFolder}/between.py', preLaunchTask: 'prepare', postDebugTask: 'tidy' });
    assert.equal(await written('between'), '[True, False]');
    assert.match(await written('tidied'), /done/);
  });

  test('a task before that fails is judged by the setting of the editor', async () => {
    program('after.py', 'open("after", "w").write("ran")\n');
    const configuration = { program: '${workspaceFolder}/after.py', preLaunchTask: 'fail' };
    await withSetting('debug.onTaskErrors', 'abort', () => start(configuration));
    assert.deepEqual(runs('after'), []);
    await withSetting('debug.onTaskErrors', 'debugAnyway', () => start(configuration));
    assert.equal(await written('after'), 'ran');
  });

  test('a task after that is not there is said', async () => {
    program('last.py', '');
    await start({ program: '${workspaceFolder}/last.py', postDebugTask: 'no such task' });
    await saidOf(/there is no task no such task/);
  });

  test('what a recording does not do is said once; what it cannot start, always', async () => {
    program('said.py', '');
    const configuration = { program: '${workspaceFolder}/said.py', stopOnEntry: true, console: 'externalTerminal' };
    await start(configuration);
    const pattern =
      /a name is recorded, not debugged: "stopOnEntry": .*; "console": the program runs in the integrated/;
    await saidOf(pattern);
    await ended('said');
    messages.said = [];
    await start(configuration);
    await until('the second run', () => runs('said')[1]);
    assert.deepEqual(messages.said, []);
    await start({ request: 'attach', connect: { port: 1 } });
    await saidOf(/^Nothing was run: a name attaches to a program that runs already/);
  });

  test('variables that the editor replaced are not replaced again', async () => {
    program('twice.py', 'import sys\nopen("twice", "w").write(sys.argv[1])\n');
    // As if a debugger of that type were installed: ours has left a variable to see whether it is replaced.
    const provider = vscode.debug.registerDebugConfigurationProvider('debugpy', {
      resolveDebugConfiguration: (_folder, configuration) => ({ ...configuration, traceholdProbe: '/' }),
    });
    await start({ program: join(workspaceFolder(), 'twice.py'), args: ['${workspaceFolder}'] });
    assert.equal(await written('twice'), '${workspaceFolder}');
    provider.dispose();
  });

  test('the command goes the same way: inputs, commands, compounds, and what cannot be recorded', async () => {
    const text = (name: string) => `import sys\nopen("${name}", "w").write(" ".join(sys.argv[1:]))\n`;
    for (const name of ['asked', 'one', 'two']) program(`${name}.py`, text(name));
    const debugpy = { type: 'debugpy', request: 'launch' };
    const launch = {
      version: '0.2.0',
      configurations: [
        { ...debugpy, name: 'asks', program: 'asked.py', args: ['${input:who}', '${input:env}', '${command:t.pick}'] },
        { ...debugpy, name: 'first', program: 'one.py', args: ['1'], linux: { args: ['one'] } },
        { ...debugpy, name: 'second', program: 'two.py', args: ['two'] },
        { ...debugpy, name: 'joins', request: 'attach' },
        { type: 'node', request: 'launch', name: 'other', program: 'x.js' },
      ],
      compounds: [{ name: 'both', configurations: ['first', 'second'] }],
      inputs: [
        { id: 'who', type: 'promptString', description: 'Who', default: 'me' },
        { id: 'env', type: 'pickString', options: ['dev', 'prod'], default: 'prod' },
      ],
    };
    writeFileSync(inWorkspace('.vscode', 'launch.json').fsPath, JSON.stringify(launch));
    await until('the configurations', () => {
      const found = vscode.workspace.getConfiguration('launch').get<readonly unknown[]>('configurations');
      return found?.length === 5 ? true : undefined;
    });
    const command = vscode.commands.registerCommand('t.pick', () => 'picked');
    const showInputBox = (options?: vscode.InputBoxOptions) => Promise.resolve(`${options?.value} ${options?.prompt}`);
    await answering(vscode.window, { showInputBox }, async () => {
      const showQuickPick = (items: readonly { readonly label: string }[]) =>
        Promise.resolve(items.find(({ label }) => label === 'asks') ?? items[0]);
      await answering(vscode.window, { showQuickPick }, async () => {
        await vscode.commands.executeCommand('tracehold.profileLaunchConfiguration');
        assert.equal(await written('asked'), 'me Who prod picked');
      });
    });
    command.dispose();

    const offered = await pick('both');
    assert.deepEqual(
      offered.map(({ label }) => label),
      ['asks', 'first', 'second', 'joins', 'both'],
    );
    assert.equal(await written('one'), 'one');
    assert.equal(await written('two'), 'two');
    await pick('joins');
    await saidOf(/^Nothing was run: joins attaches/);
    assert.ok(!existsSync(inWorkspace('x.js').fsPath));
    assert.equal(readFileSync(inWorkspace('one').fsPath, 'utf8'), 'one');
  });
});
