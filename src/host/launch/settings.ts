import { workspace } from 'vscode';
import type { Uri } from 'vscode';
import type { ReadSetting } from './recorder-options.js';

/** Settings as they hold for a resource; whatever was written there. */
export function readSetting(resource: Uri | undefined): ReadSetting {
  const configuration = workspace.getConfiguration(undefined, resource ?? null);
  return (id) => configuration.get<unknown>(id);
}
