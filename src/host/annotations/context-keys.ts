import { commands } from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import { contextKeys } from '../contributions.js';
import type { Services } from '../services.js';

/** Keeps the keys of `when` clauses that follow from the selection. */
export function keepContextKeys({ selection }: Services): Disposable {
  const set = (key: string, value: boolean) => void commands.executeCommand('setContext', key, value);
  const update = () => {
    set(contextKeys.hasSelection, selection.selected.run !== null);
    set(contextKeys.canGoBack, selection.canGoBack);
    set(contextKeys.canGoForward, selection.canGoForward);
  };
  update();
  return selection.onDidChangeHistory(update);
}
