import * as vscode from 'vscode';
import type { CommandHandler, CommandId } from './contributions.js';

/** `register('tracehold.showLog', showLog)` cannot compile with a wrong id or a wrong argument. */
export function register<Id extends CommandId>(id: Id, handler: CommandHandler<Id>): vscode.Disposable {
  return vscode.commands.registerCommand(id, handler);
}
