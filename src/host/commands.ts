import { commands } from 'vscode';
import type { Disposable } from 'vscode';
import type { CommandHandler, CommandId } from './contributions.js';

/** `register('tracehold.showLog', showLog)` cannot compile with a wrong id or a wrong argument. */
export function register<Id extends CommandId>(id: Id, handler: CommandHandler<Id>): Disposable {
  return commands.registerCommand(id, handler);
}
