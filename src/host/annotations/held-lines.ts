import { l10n } from 'vscode';
import { bytes, formatBytes } from '../../base/units.js';
import type { HeapHolder, HeapPlace, HeapSummary } from '../../rpc/heap-contract.js';
import { escapeMarkdown } from './escape-markdown.js';
import { formatCount } from './texts.js';

/** A line that stores into what holds memory, as the snapshot knows it. */
export interface HeldLine {
  readonly place: HeapPlace;
  readonly holders: readonly HeapHolder[];
}

/** Lines of a snapshot that hold, one for each place. Of holders without a line nothing can be marked. */
export function heldLines({ holders }: HeapSummary): readonly HeldLine[] {
  const lines = new Map<string, { readonly place: HeapPlace; readonly holders: HeapHolder[] }>();
  for (const holder of holders) {
    const place = holder.path.find(({ isHolder }) => isHolder)?.place ?? null;
    if (place === null || place.line < 1) continue;
    const key = `${place.line} ${place.isNow} ${place.file}`;
    const known = lines.get(key) ?? { place, holders: [] };
    lines.set(key, known);
    known.holders.push(holder);
  }
  return [...lines.values()];
}

/** At the end of the line: `holds 1.98 MiB`. */
export function heldText({ holders }: HeldLine): string {
  return l10n.t('holds {0}', formatBytes(bytes(holders.reduce((sum, { retainedBytes }) => sum + retainedBytes, 0))));
}

/** Markdown of the hover. Everything recorded in it is escaped, and it has no links. */
export function heldMarkdown({ holders }: HeldLine): string {
  return holders.map(holderMarkdown).join('\n\n');
}

function holderMarkdown({ name, retainedBytes, count, idiom }: HeapHolder): string {
  const size = formatBytes(bytes(retainedBytes));
  const objects = count === 1 ? l10n.t('1 object') : l10n.t('{0} objects', formatCount(count));
  const head = `**${escapeMarkdown(name, 120)}** — ${l10n.t('holds {0} in {1}', size, objects)}`;
  if (idiom === null) return head;
  return `${head}: ${escapeMarkdown(idiom.because, 300)}.\n\n${escapeMarkdown(idiom.todo, 300)}.`;
}
