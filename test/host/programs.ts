/** Programs that a test writes and profiles, what is left of their runs, and what was said meanwhile. */
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setup, suiteTeardown, teardown } from 'mocha';
import * as vscode from 'vscode';
import { workspaceFolder } from './editor.js';
import { extension } from './extension.js';
import { until } from './waiting.js';

export interface RunFile {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly ended?: string;
  readonly exitCode?: number;
  readonly signal?: string;
}

/** What was said in messages since the test began, and the button that is pressed when it is offered. */
export const messages: { said: string[]; press: string | null } = { said: [], press: null };

/** For a suite: activates the extension, and answers its messages. */
export function listening(): void {
  const kinds = ['showErrorMessage', 'showWarningMessage', 'showInformationMessage'] as const;
  const original = kinds.map((kind) => vscode.window[kind]);
  setup(async () => {
    await extension().activate();
    Object.assign(messages, { said: [], press: null });
    const answer = (message: string, ...rest: unknown[]) => {
      messages.said.push(message);
      return Promise.resolve(rest.includes(messages.press) ? messages.press : undefined);
    };
    for (const kind of kinds) Object.assign(vscode.window, { [kind]: answer });
  });
  teardown(() => kinds.forEach((kind, index) => Object.assign(vscode.window, { [kind]: original[index] })));
  suiteTeardown(() => rmSync(runsFolder(), { recursive: true, force: true }));
}

export async function saidOf(pattern: RegExp): Promise<string> {
  try {
    return await until(`a message like ${pattern}`, () => messages.said.find((message) => pattern.test(message)));
  } catch (error) {
    throw new Error(`${String(error)}; said: ${JSON.stringify(messages.said)}`, { cause: error });
  }
}

/** Replaces a function of the editor that would wait for a person, while `work` goes on. */
export async function answering(
  api: object,
  replaced: Readonly<Record<string, unknown>>,
  work: () => Promise<void>,
): Promise<void> {
  const before = Object.fromEntries(Object.keys(replaced).map((name) => [name, Reflect.get(api, name) as unknown]));
  Object.assign(api, replaced);
  try {
    await work();
  } finally {
    Object.assign(api, before);
  }
}

/** Changes a setting of the workspace while `work` goes on. */
export async function withSetting(id: string, value: unknown, work: () => Promise<void>): Promise<void> {
  const settings = vscode.workspace.getConfiguration();
  const before = settings.inspect(id)?.workspaceValue;
  await settings.update(id, value, vscode.ConfigurationTarget.Workspace);
  try {
    await work();
  } finally {
    await settings.update(id, before, vscode.ConfigurationTarget.Workspace);
  }
}

export function runsFolder(): string {
  return join(workspaceFolder(), '.tracehold');
}

export function program(name: string, text: string): vscode.Uri {
  const path = join(workspaceFolder(), name);
  writeFileSync(path, text);
  return vscode.Uri.file(path);
}

export async function profile(uri?: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('tracehold.profileFile', uri);
}

/** Folders of the runs of a name, oldest first. */
export function runs(name: string): readonly string[] {
  if (!existsSync(runsFolder())) return [];
  const named = readdirSync(runsFolder()).filter((run) => run.replace(/^\d+-\d+-/, '').startsWith(name));
  return named.toSorted().map((run) => join(runsFolder(), run));
}

export function recordings(run: string): readonly string[] {
  return existsSync(run) ? readdirSync(run).filter((file) => file.endsWith('.thtrace')) : [];
}

/** Undefined in the moment between the making of the folder and that of its file. */
function runFileOf(run: string): RunFile | undefined {
  const path = join(run, 'run.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as RunFile) : undefined;
}

/** The newest run of a name, when it has ended. */
export function ended(name: string): Promise<{ readonly folder: string; readonly file: RunFile }> {
  return until(`the end of ${name}`, () => {
    const newest = runs(name).at(-1);
    if (newest === undefined) return undefined;
    const file = runFileOf(newest);
    return file?.ended === undefined ? undefined : { folder: newest, file };
  });
}

/** The newest run of a name, when something of it was recorded. */
export function begun(name: string): Promise<string> {
  return until(`the recording of ${name}`, () => runs(name).findLast((run) => recordings(run).length > 0));
}

/** Programs of ours that run, as the editor names their tasks. */
export function running(): readonly string[] {
  return vscode.tasks.taskExecutions.filter(({ task }) => task.source === 'Tracehold').map(({ task }) => task.name);
}

export async function stop(item?: { readonly folder: string }): Promise<void> {
  await vscode.commands.executeCommand('tracehold.stop', item);
}

/** A file that a program wrote into the workspace. */
export function written(name: string): Promise<string> {
  const path = join(workspaceFolder(), name);
  return until(name, () => (existsSync(path) ? readFileSync(path, 'utf8') || undefined : undefined));
}
