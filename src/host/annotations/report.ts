import { l10n } from 'vscode';
import { toFailure } from '../../base/result.js';
import type { Services } from '../services.js';
import { showMessage } from '../window/messages.js';
import { plain } from '../window/shown-text.js';

/** Says that something a person asked for could not be done. What they cancelled themselves is no news. */
export function report({ log }: Services, what: string, error: unknown): void {
  const { code, message } = toFailure(error);
  if (code === 'cancelled') return;
  log.error(`${what}: ${code}: ${message}`);
  void offerLog(log, `${what}: ${plain(message)}`);
}

async function offerLog(log: Services['log'], message: string): Promise<void> {
  const button = l10n.t('Show Log');
  if ((await showMessage('error', message, button)) === button) log.show();
}

/** For what nobody asked for, such as the gutter: the log has it, and the editor stays as it was. */
export function note({ log }: Services, what: string, error: unknown): void {
  const { code, message } = toFailure(error);
  if (code !== 'cancelled') log.warn(`${what}: ${code}: ${message}`);
}
