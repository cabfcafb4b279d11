import { dirname, join } from 'node:path';
import { commands, l10n, Uri, window, workspace } from 'vscode';
import type { CancellationToken } from 'vscode';
import { toFailure } from '../../base/result.js';
import { bytes, formatBytes } from '../../base/units.js';
import type { ExportRequest, ExportSummary } from '../../rpc/store-contract.js';
import type { Services } from '../services.js';
import { chooseRun } from './choose-run.js';
import { exportInWorker } from './export-in-worker.js';
import type { ExportProgress } from './export-in-worker.js';
import { exportChoices, exportFilters, exportName } from './export-choices.js';
import { showMessage, showProgress } from '../window/messages.js';
import type { Step } from '../window/messages.js';
import { pickOne } from '../window/picks.js';
import { plain } from '../window/shown-text.js';

/** Asks for run, format and file, writes the file in the worker and offers to open it. */
export async function exportRecording(services: Services, item?: { readonly folder: string }): Promise<void> {
  const folder = await chooseRun(services, item, l10n.t('The run to export'));
  if (folder === undefined) return;
  const choice = await pickOne(exportChoices, l10n.t('Format to export to'));
  if (choice === undefined) return;
  const home = workspace.workspaceFolders?.[0]?.uri.fsPath ?? dirname(folder);
  const target = await window.showSaveDialog({
    defaultUri: Uri.file(join(home, exportName(folder, choice))),
    filters: exportFilters(choice),
    title: l10n.t('Export Recording'),
  });
  if (target === undefined) return;
  if (target.scheme !== 'file') {
    void showMessage('error', l10n.t('A recording can only be exported to a folder on a disk. Nothing was written.'));
    return;
  }
  const request = { format: choice.format, path: target.fsPath, exporter: exporterOf(services) };
  try {
    const summary = await showProgress(l10n.t('Exporting recording'), (report, token) =>
      write(services, folder, request, report, token),
    );
    await offer(target, choice.format, summary);
  } catch (thrown) {
    const { code, message } = toFailure(thrown);
    if (code === 'cancelled') return;
    services.log.warn(`Export of ${folder} to ${target.fsPath} failed: ${message}`);
    const again = l10n.t('Export to Another Place...');
    const said = l10n.t('The recording was not exported: {0} Nothing was changed there.', sentence(message));
    if ((await showMessage('error', said, again)) === again) await exportRecording(services, { folder });
  }
}

async function write(
  { context }: Services,
  folder: string,
  request: ExportRequest,
  report: (step: Step) => void,
  token: CancellationToken,
): Promise<ExportSummary> {
  const controller = new AbortController();
  const cancelling = token.onCancellationRequested(() => controller.abort());
  if (token.isCancellationRequested) controller.abort();
  let shown = 0;
  const tell = ({ fraction, calls }: ExportProgress) => {
    const percent = Math.floor(100 * Math.min(1, fraction));
    report({ message: l10n.t('{0} calls', calls.toLocaleString()), increment: Math.max(0, percent - shown) });
    shown = Math.max(shown, percent);
  };
  try {
    const script = join(context.extensionPath, 'dist', 'worker.cjs');
    return await exportInWorker(folder, request, script, tell, controller.signal);
  } finally {
    cancelling.dispose();
  }
}

async function offer(target: Uri, format: ExportRequest['format'], { bytes: size }: ExportSummary): Promise<void> {
  const said = l10n.t('Exported {0} to {1}.', formatBytes(bytes(size)), plain(target.fsPath));
  const open = l10n.t('Open');
  const reveal = l10n.t('Show in Folder');
  const isViewable = format === 'cpuprofile';
  const chosen = await showMessage('information', said, ...(isViewable ? [open, reveal] : [reveal]));
  if (chosen === open) await commands.executeCommand('vscode.open', target);
  else if (chosen === reveal) await commands.executeCommand('revealFileInOS', target);
}

function sentence(message: string): string {
  const line = plain(message);
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

function exporterOf({ context }: Services): string {
  const manifest: unknown = context.extension.packageJSON;
  const isVersioned = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isVersioned ? `tracehold ${String(manifest.version)}` : 'tracehold';
}
