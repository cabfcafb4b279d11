import { l10n } from 'vscode';
import type { LogOutputChannel } from 'vscode';
import type { ErrorCode } from '../../base/error-codes.js';
import { CodedError, toFailure } from '../../base/result.js';
import { showMessage } from '../window/messages.js';
import type { MessageKind } from '../window/messages.js';
import { plain } from '../window/shown-text.js';

/** A button below a message, and what it does. */
export interface Way {
  readonly title: string;
  readonly go: () => unknown;
}

/** A failure that is known well enough to offer ways out. */
export class Refusal extends CodedError {
  readonly ways: readonly Way[];

  constructor(code: ErrorCode, message: string, ways: readonly Way[] = [], options?: ErrorOptions) {
    super(code, message, options);
    this.name = 'Refusal';
    this.ways = ways;
  }
}

/** Resolves when the message was answered or closed. */
export async function say(kind: MessageKind, message: string, ways: readonly Way[] = []) {
  const chosen = await showMessage(kind, message, ...ways.map(({ title }) => title));
  await ways.find(({ title }) => title === chosen)?.go();
}

/** Says what went wrong, unless it was the user who stopped it. Does not wait for an answer. */
export function sayFailure(thrown: unknown, log: LogOutputChannel): void {
  const { code, message } = toFailure(thrown);
  if (code === 'cancelled') return;
  log.error(thrown instanceof Error ? (thrown.stack ?? thrown.message) : message);
  const isOurs = thrown instanceof Refusal;
  const ways = isOurs ? thrown.ways : [{ title: l10n.t('Show Log'), go: () => log.show() }];
  void say('error', isOurs ? message : l10n.t('Tracehold: {0}', plain(message, 1000)), ways);
}
