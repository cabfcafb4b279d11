import { join } from 'node:path';
import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri } from 'vscode';
import { bytes, formatBytes } from '../../base/units.js';
import type { HeapHolder, HeapRecord } from '../../rpc/heap-contract.js';
import { formatCount } from '../annotations/texts.js';
import { printable } from '../window/shown-text.js';
import type { SnapshotItem, SuspectItem } from './items.js';
import { spoken } from './labels.js';
import { reasonText } from './snapshot-reason.js';

/** @param record null when the file does not say. */
export function snapshotTreeItem({ folder, file }: SnapshotItem, record: HeapRecord | null): TreeItem {
  const name = snapshotName(file, record);
  const item = new TreeItem(name, TreeItemCollapsibleState.Collapsed);
  const description = record === null ? '' : snapshotDescription(record);
  item.description = description;
  item.accessibilityInformation = { label: spoken(l10n.t('{0} heap snapshot', name), description) };
  item.tooltip = printable(join(folder, file), 500);
  item.iconPath = new ThemeIcon('chip');
  item.contextValue = 'snapshot';
  const uri = Uri.file(join(folder, file));
  item.command = { command: 'vscode.open', title: l10n.t('Open Snapshot'), arguments: [uri] };
  return item;
}

/** What the program called it, else its number. */
function snapshotName(file: string, record: HeapRecord | null): string {
  const label = record === null ? '' : printable(record.label, 60);
  if (label !== '') return label;
  const [, number] = /-(\d+)\.thheap$/.exec(file) ?? [];
  return number === undefined ? printable(file, 60) : l10n.t('Snapshot {0}', number);
}

function snapshotDescription({ rssBytes, takenMs, reason }: HeapRecord): string {
  const parts = [
    rssBytes === null ? '' : l10n.t('{0} resident', formatBytes(bytes(rssBytes))),
    takenMs > 0 ? new Date(takenMs).toLocaleTimeString() : '',
    reasonText(reason),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

/** A holder of memory; a click shows the line that stores into it. */
export function suspectTreeItem(item: SuspectItem, holder: HeapHolder): TreeItem {
  const { name, retainedBytes, count, idiom, path } = holder;
  const shown = printable(name, 120);
  const treeItem = new TreeItem(shown, TreeItemCollapsibleState.None);
  const objects = count === 1 ? l10n.t('1 object') : l10n.t('{0} objects', formatCount(count));
  const description = `${formatBytes(bytes(retainedBytes))} · ${objects}`;
  treeItem.description = description;
  treeItem.accessibilityInformation = { label: spoken(l10n.t('held by {0}', shown), description) };
  const steps = path.map(({ edge, repeats, type }) => {
    const times = repeats > 1 ? ` × ${formatCount(repeats)}` : '';
    return `${printable(edge, 100)}${times}  (${printable(type, 60)})`;
  });
  const why = idiom === null ? [] : [printable(idiom.because, 200), printable(idiom.todo, 200)];
  treeItem.tooltip = [...why, ...steps.slice(0, 20)].join('\n');
  treeItem.iconPath = new ThemeIcon('pinned', new ThemeColor('list.warningForeground'));
  treeItem.contextValue = 'suspect';
  treeItem.command = { command: 'tracehold.showHolder', title: l10n.t('Show What Holds'), arguments: [item] };
  return treeItem;
}
