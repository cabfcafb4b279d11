import { commands, l10n, workspace } from 'vscode';
import type { WorkspaceFolder } from 'vscode';
import { askText, pickOne } from '../window/picks.js';
import type { RawConfiguration } from './launch-configuration.js';
import { readInput } from './read-input.js';
import type { Input } from './read-input.js';
import { askedIn } from './variables.js';

/**
 * Answers `${input:...}` and `${command:...}` as the editor does where a debugger is installed. Null when the user
 * cancelled; what is unknown has no answer.
 */
export async function askForVariables(
  raw: RawConfiguration,
  folder: WorkspaceFolder | undefined,
): Promise<ReadonlyMap<string, string | null> | null> {
  const answers = new Map<string, string | null>();
  for (const variable of askedIn(raw)) {
    const colon = variable.indexOf(':');
    const id = variable.slice(colon + 1);
    const input = variable.startsWith('input:') ? readInput(inputs(folder), id) : { command: id, args: undefined };
    const answer = input === null ? null : await ask(input);
    if (answer === undefined) return null;
    answers.set(variable, answer);
  }
  return answers;
}

/** Of the folder's launch.json, of the workspace file and of the user. */
function inputs(folder: WorkspaceFolder | undefined): readonly unknown[] {
  const found = workspace.getConfiguration('launch', folder?.uri ?? null).inspect<unknown>('inputs');
  const levels = [found?.workspaceFolderValue, found?.workspaceValue, found?.globalValue];
  return levels.flatMap((level) => (Array.isArray(level) ? (level as unknown[]) : []));
}

/** Undefined when the user cancelled, null when the answer is no text. */
async function ask(input: Input): Promise<string | null | undefined> {
  if ('command' in input) {
    const known = await commands.getCommands();
    if (!known.includes(input.command)) return null;
    const answer: unknown = await commands.executeCommand(input.command, input.args);
    if (answer === undefined || answer === null) return undefined;
    return typeof answer === 'string' ? answer : null;
  }
  const prompt = input.description === null ? l10n.t('A value of launch.json') : input.description;
  if ('options' in input) {
    return (await pickOne(input.options, prompt, { ignoreFocusOut: true }))?.value;
  }
  const { value, password } = input;
  return askText(prompt, { value, password, ignoreFocusOut: true });
}
