import { l10n, tasks } from 'vscode';
import type { Task } from 'vscode';
import { plain } from '../window/shown-text.js';
import { openLaunchJson } from './open-launch-json.js';
import { Refusal } from './refusal.js';
import type { Target } from './target.js';

/** Runs the postDebugTask, which the editor runs at the end of debug sessions only. @throws Refusal when there is none such */
export async function runTaskAfterwards(wanted: NonNullable<Target['afterwards']>): Promise<void> {
  const task = (await tasks.fetchTasks()).find((candidate) => isMeant(candidate, wanted));
  if (task === undefined) {
    const name = plain(typeof wanted === 'string' ? wanted : JSON.stringify(wanted));
    throw new Refusal('not-found', l10n.t('The program has ended, but there is no task {0} to run after it.', name), [
      openLaunchJson,
    ]);
  }
  await tasks.executeTask(task);
}

function isMeant({ name, definition }: Task, wanted: NonNullable<Target['afterwards']>): boolean {
  // Tasks of extensions are named with their type, as in "npm: build".
  if (typeof wanted === 'string') return wanted === name || wanted === `${definition.type}: ${name}`;
  return Object.entries(wanted).every(([key, value]) => JSON.stringify(definition[key]) === JSON.stringify(value));
}
