import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { assertNever } from '../../base/assert-never.js';
import type { CallRow, Outcome, ProcessInfo, ThreadInfo } from '../../store/api.js';
import { callsText, duration, formatCount } from '../annotations/texts.js';
import type { KnownRun } from '../model/runs.js';
import { printable } from '../window/shown-text.js';
import { PAGE } from './child-list.js';
import type { CallItem } from './items.js';
import { callDescription, runDescription, runTooltip, spoken, spokenCall } from './labels.js';
import type { RunNote } from './labels.js';

const { Collapsed, None } = TreeItemCollapsibleState;

export function runTreeItem(run: KnownRun, note: RunNote): TreeItem {
  const name = printable(run.name, 100);
  const item = new TreeItem(name, Collapsed);
  const description = runDescription(run, note);
  item.description = description;
  item.accessibilityInformation = { label: spoken(l10n.t('{0} run', name), description) };
  item.tooltip = runTooltip(run);
  const failed = run.signal !== null || (run.exitCode !== null && run.exitCode !== 0);
  if (run.live) item.iconPath = new ThemeIcon('loading~spin');
  else if (failed) item.iconPath = new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  else item.iconPath = new ThemeIcon('graph-line');
  item.contextValue = run.live ? 'run live' : 'run';
  return item;
}

/** @param isRunning whether its run goes on. */
export function processTreeItem(info: ProcessInfo, isRunning: boolean): TreeItem {
  const script = info.argv.slice(0, 20).map((word) => printable(word, 60));
  const name = l10n.t('Process {0}', String(info.pid));
  const item = new TreeItem(name, Collapsed);
  const description = `${callsText(info.calls)} · ${duration(info.durationNs)}`;
  item.description = description;
  item.accessibilityInformation = { label: spoken(name, description) };
  item.tooltip = [script.join(' ').slice(0, 300), printable(info.python, 100), printable(info.reason, 300)].join('\n');
  item.iconPath = new ThemeIcon('server-process');
  item.contextValue = isRunning ? 'process running' : 'process';
  return item;
}

export function threadTreeItem(info: ThreadInfo): TreeItem {
  const name = printable(info.name, 100) || l10n.t('Thread {0}', info.serial);
  const item = new TreeItem(name, info.calls > 0 ? Collapsed : None);
  const description = `${callsText(info.calls)} · ${duration(info.lastNs - info.firstNs)}`;
  item.description = description;
  item.accessibilityInformation = { label: spoken(l10n.t('{0} thread', name), description) };
  item.tooltip = `${printable(info.name)}\n${depthText(info.maxDepth)}`;
  item.iconPath = new ThemeIcon('list-tree');
  item.contextValue = 'thread';
  return item;
}

function depthText(calls: number): string {
  return calls === 1 ? l10n.t('up to 1 call deep') : l10n.t('up to {0} calls deep', formatCount(calls));
}

function outcomeIcon(outcome: Outcome): ThemeIcon {
  switch (outcome) {
    case 'return':
      return new ThemeIcon('symbol-method');
    case 'unwind':
      return new ThemeIcon('error', new ThemeColor('list.errorForeground'));
    case 'open':
      return new ThemeIcon('circle-large-outline');
    case 'suspended':
      return new ThemeIcon('debug-pause');
    case 'lost':
      return new ThemeIcon('question');
    default:
      return assertNever(outcome, 'outcome');
  }
}

/** Without a tooltip: that one is asked for when it is needed. @param exits it was left by an orderly exit. */
export function callTreeItem(row: CallRow, item: CallItem, exits: boolean): TreeItem {
  // A generator that was suspended may have called others later than in its first interval.
  const hasChildren = row.subtree > 1 || row.activeNs !== row.durationNs;
  const treeItem = new TreeItem(printable(row.qualname, 120), hasChildren ? Collapsed : None);
  treeItem.description = callDescription(row);
  treeItem.accessibilityInformation = { label: spokenCall(row, exits) };
  treeItem.iconPath = exits ? new ThemeIcon('sign-out') : outcomeIcon(row.outcome);
  treeItem.contextValue = 'call';
  treeItem.command = { command: 'tracehold.showCall', title: l10n.t('Show Call'), arguments: [item] };
  return treeItem;
}

export function moreTreeItem(more: number): TreeItem {
  const item = new TreeItem(l10n.t('Show {0} more', Math.min(PAGE, more)), None);
  item.description = l10n.t('of {0}', formatCount(more));
  item.iconPath = new ThemeIcon('ellipsis');
  item.contextValue = 'more';
  return item;
}

/** @param canRetry a click asks again. */
export function messageTreeItem(text: string, canRetry: boolean): TreeItem {
  const item = new TreeItem(text, None);
  item.iconPath = new ThemeIcon(canRetry ? 'warning' : 'info');
  item.contextValue = 'message';
  item.tooltip = text;
  if (canRetry) item.command = { command: 'tracehold.refreshTree', title: l10n.t('Refresh Runs') };
  return item;
}
