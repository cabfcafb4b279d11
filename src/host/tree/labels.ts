import { l10n } from 'vscode';
import { bytes, formatBytes } from '../../base/units.js';
import type { ShownValues } from '../../rpc/view-contract.js';
import type { CallRow, Outcome } from '../../store/api.js';
import { argumentsText, callsText, duration, outcomeText } from '../annotations/texts.js';
import type { KnownRun } from '../model/runs.js';
import { printable } from '../window/shown-text.js';
import { fileName } from '../source/recorded-path.js';

/** `14:03`, `12 May 14:03` on another day. */
export function timeOf(startedMs: number, nowMs: number): string {
  const started = new Date(startedMs);
  if (Number.isNaN(started.getTime())) return '';
  const time = started.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  if (started.toDateString() === new Date(nowMs).toDateString()) return time;
  return `${started.toLocaleDateString([], { day: 'numeric', month: 'short' })} ${time}`;
}

/** What a run's row says besides its name. */
export interface RunNote {
  /** Null while nobody counted them. */
  readonly calls: number | null;
  /** Which folder it is from, where that has to be said. */
  readonly place: string | null;
  readonly nowMs: number;
}

export function runDescription(run: KnownRun, { calls, place, nowMs }: RunNote): string {
  const parts = [timeOf(run.startedMs, nowMs)];
  if (place !== null) parts.unshift(printable(place, 40));
  if (calls !== null) parts.push(callsText(calls));
  if (run.live) parts.push(l10n.t('recording'));
  else if (run.signal !== null) parts.push(l10n.t('ended by {0}', printable(run.signal, 30)));
  else if (run.exitCode !== null && run.exitCode !== 0) parts.push(l10n.t('exit code {0}', run.exitCode));
  return parts.filter((part) => part !== '').join(' · ');
}

/** Plain text, never Markdown. */
export function runTooltip(run: KnownRun): string {
  const command = run.command.slice(0, 50).map((word) => printable(word, 200));
  return [
    printable(run.name),
    ...(command.length > 0 ? [command.join(' ').slice(0, 500)] : []),
    printable(run.folder, 500),
    formatBytes(bytes(run.bytes)),
  ].join('\n');
}

export function matchesFilter(run: KnownRun, filter: string): boolean {
  const wanted = filter.toLowerCase();
  return [run.name, run.command.join(' ')].some((text) => text.toLowerCase().includes(wanted));
}

/** How long it took; of a module, which one. */
export function callDescription({ qualname, file, activeNs }: CallRow): string {
  const time = duration(activeNs);
  return qualname === '<module>' ? `${printable(fileName(file), 60)} · ${time}` : time;
}

const spokenOutcomes: Readonly<Record<Outcome, string>> = {
  return: '',
  unwind: l10n.t('raised an exception'),
  open: l10n.t('still open'),
  suspended: l10n.t('suspended'),
  lost: l10n.t('its end was not recorded'),
};

/** What a screen reader says of a call: its icon, too, means something. @param exits it was left by an orderly exit. */
export function spokenCall(row: CallRow, exits: boolean): string {
  const icon = exits ? l10n.t('ended the program in order') : spokenOutcomes[row.outcome];
  return spoken(printable(row.qualname, 120), callDescription(row), icon);
}

/** What a screen reader says of a row: the row itself without its dots, and what its icon means. */
export function spoken(label: string, description: string, icon = ''): string {
  const told = [description.replaceAll(' · ', ', '), icon];
  return `${label} ${told.filter((part) => part !== '').join(', ')}`;
}

/** Plain text, never Markdown. */
export function callTooltip(row: CallRow, values: ShownValues | null): string {
  const given = argumentsText(values?.arguments ?? null, 300);
  const lines = [
    `${printable(row.qualname)}(${given ?? '…'})`,
    outcomeText(row, values, 300),
    row.activeNs === row.durationNs
      ? duration(row.activeNs)
      : l10n.t('{0}, {1} from its start to its end', duration(row.activeNs), duration(row.durationNs)),
    `${printable(row.file, 300)}:${row.line}`,
  ];
  if (row.callerFile !== null) {
    lines.push(l10n.t('called from {0}', `${printable(row.callerFile, 300)}:${row.callerLine}`));
  }
  if (row.task !== null) lines.push(l10n.t('task {0}', printable(row.task)));
  if (given === null) lines.push(l10n.t('The arguments of this call were not kept.'));
  return lines.join('\n');
}
