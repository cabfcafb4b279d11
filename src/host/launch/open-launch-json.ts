import { commands, l10n } from 'vscode';
import type { Way } from './refusal.js';

export const openLaunchJson: Way = {
  get title() {
    return l10n.t('Open launch.json');
  },
  go: () => commands.executeCommand('workbench.action.debug.configure'),
};
