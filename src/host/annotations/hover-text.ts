import { l10n } from 'vscode';
import type { ShownValues } from '../../rpc/view-contract.js';
import type { CallRow } from '../../store/api.js';
import { commandLink, escapeMarkdown } from './escape-markdown.js';
import type { Sums } from './placement.js';
import { STALE, argumentsText, duration, formatCount, outcomeText, statistics } from './texts.js';

/** More rows make a hover that nobody reads. */
export const HOVER_ROWS = 8;

const LONGEST_ARGUMENTS = 100;

export interface HoverCall {
  readonly row: CallRow;
  /** Null when they could not be read. */
  readonly values: ShownValues | null;
}

export interface HoverSection {
  readonly qualname: string;
  readonly sums: Sums;
  /** Of how many calls the values were kept. */
  readonly valuesKept: number | null;
  /** The last calls, in order. */
  readonly calls: readonly HoverCall[];
  /** Which calls these are, above their arguments: `Last calls: arguments`. Our own words. */
  readonly caption: string;
}

export interface HoverContent {
  readonly folder: string;
  readonly run: string;
  readonly stale: boolean;
  readonly selected: number | null;
  readonly sections: readonly HoverSection[];
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function callRow(folder: string, { row, values }: HoverCall, selected: number | null): string {
  const given = argumentsText(values?.arguments ?? null, LONGEST_ARGUMENTS);
  return tableRow([
    given === null ? `*${l10n.t('not kept')}*` : escapeMarkdown(given),
    escapeMarkdown(outcomeText(row, values)),
    duration(row.activeNs),
    row.id === selected
      ? `**${l10n.t('selected')}**`
      : commandLink(l10n.t('show'), 'tracehold.showCall', { folder, call: row.id }),
  ]);
}

function keptText(kept: number, calls: number): string {
  return calls === 1
    ? l10n.t('Values kept for {0} of 1 call.', formatCount(kept))
    : l10n.t('Values kept for {0} of {1} calls.', formatCount(kept), formatCount(calls));
}

function section(folder: string, part: HoverSection, selected: number | null): string {
  const { qualname, sums, valuesKept, calls, caption } = part;
  const lines = [`**${escapeMarkdown(qualname, 120)}** — ${statistics(sums)}`];
  if (valuesKept !== null && valuesKept < sums.calls) {
    lines.push('', `*${keptText(valuesKept, sums.calls)}*`);
  }
  if (calls.length > 0) {
    const headings = [caption, l10n.t('result'), l10n.t('time'), ''];
    lines.push('', tableRow(headings), tableRow(['---', '---', '---:', '---']));
    for (const call of calls.slice(-HOVER_ROWS)) lines.push(callRow(folder, call, selected));
  }
  return lines.join('\n');
}

/** Markdown of a hover. Everything recorded in it is escaped, and its only links are `tracehold.showCall`. */
export function hoverMarkdown({ folder, run, stale, selected, sections }: HoverContent): string {
  const parts = sections.map((part) => section(folder, part, selected));
  parts.push(`*${escapeMarkdown(run, 80)}${stale ? ` — ${STALE}` : ''}*`);
  return parts.join('\n\n');
}
