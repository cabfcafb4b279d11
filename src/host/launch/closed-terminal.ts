import { TerminalExitReason } from 'vscode';
import type { Terminal } from 'vscode';

/** By a person or an extension, while its process ran: not because that ended, and not with the window. */
export function isClosedByHand({ exitStatus }: Terminal): boolean {
  const reason = exitStatus?.reason;
  return reason === TerminalExitReason.User || reason === TerminalExitReason.Extension;
}
