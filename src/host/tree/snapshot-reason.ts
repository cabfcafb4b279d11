import { l10n } from 'vscode';
import { printable } from '../window/shown-text.js';

/** What docs/format.md says of `reason`. */
const reasons = new Map([
  ['exit', l10n.t('at the end of the program')],
  ['api', l10n.t('asked for by the program')],
  ['command', l10n.t('asked for on the command line')],
  ['editor', l10n.t('asked for in the editor')],
  ['breakpoint', l10n.t('at a breakpoint')],
  ['every', l10n.t('taken at intervals')],
  ['growth', l10n.t('because memory had grown')],
]);

/** Why a snapshot was taken. A reason of a newer recorder as it is. */
export function reasonText(reason: string): string {
  return reasons.get(reason) ?? printable(reason, 30);
}
