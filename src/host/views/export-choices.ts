import { basename } from 'node:path';
import { l10n } from 'vscode';
import type { ExportRequest } from '../../rpc/store-contract.js';

export interface ExportChoice {
  readonly format: ExportRequest['format'];
  readonly label: string;
  /** Which programs open the file. */
  readonly description: string;
  readonly extension: string;
}

export const exportChoices: readonly ExportChoice[] = [
  {
    format: 'cpuprofile',
    label: l10n.t('CPU profile'),
    description: l10n.t("VS Code's own viewer, Chrome DevTools"),
    extension: 'cpuprofile',
  },
  { format: 'speedscope', label: 'speedscope', description: 'speedscope.app', extension: 'speedscope.json' },
  {
    format: 'chrome',
    label: l10n.t('Chrome trace'),
    description: 'Perfetto, Chrome DevTools',
    extension: 'trace.json',
  },
  { format: 'sqlite', label: 'SQLite', description: l10n.t('any SQLite shell, calls as rows'), extension: 'sqlite' },
];

/** The name that the save dialog proposes: that of the run's folder, which is a file name already. */
export function exportName(folder: string, { extension }: ExportChoice): string {
  return `${basename(folder)}.${extension}`;
}

/** The dialog knows the last part of an extension only. */
export function exportFilters({ label, extension }: ExportChoice): Record<string, string[]> {
  return { [label]: [extension.slice(extension.lastIndexOf('.') + 1)] };
}
