import { workspace } from 'vscode';
import { settings } from '../contributions.js';

type Flag = 'tracehold.annotations.enabled' | 'tracehold.annotations.codeLens' | 'tracehold.annotations.inlineValues';

export function isOn(flag: Flag): boolean {
  return workspace.getConfiguration().get(flag, settings[flag]);
}
