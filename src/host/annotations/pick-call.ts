import { l10n } from 'vscode';
import type { QuickPickItem } from 'vscode';
import { isOk } from '../../base/result.js';
import type { ShownValues } from '../../rpc/view-contract.js';
import type { CallRow } from '../../store/api.js';
import type { OpenRun } from '../model/runs.js';
import { inertItem, openPick } from '../window/picks.js';
import type { Inert } from '../window/picks.js';
import { printable } from '../window/shown-text.js';
import { argumentsText, duration, formatCount, outcomeText } from './texts.js';

const PAGE = 200;

const LONGEST_ARGUMENTS = 100;

interface RowItem extends QuickPickItem {
  /** Null for the item that shows more. */
  readonly row: CallRow | null;
}

type CallItem = Inert<RowItem>;

export interface CallsWanted {
  readonly functionIds: readonly number[];
  readonly qualname: string;
  /** The call to begin with, counted from 0. */
  readonly from: number;
  readonly selected: number | null;
}

function callItem(row: CallRow, index: number, values: ShownValues | null): CallItem {
  const given = argumentsText(values?.arguments ?? null, LONGEST_ARGUMENTS);
  const ending = `${outcomeText(row, values)} · ${duration(row.activeNs)}`;
  return inertItem({
    row,
    label: `${formatCount(index + 1)}  (${given ?? '…'})`,
    description: given === null ? `${ending} · ${l10n.t('values not kept')}` : ending,
  });
}

async function itemsOf(
  { store }: OpenRun,
  { functionIds }: CallsWanted,
  from: number,
  signal: AbortSignal,
): Promise<readonly CallItem[]> {
  const rows = await store.call('callsOf', { functionIds, limit: PAGE, offset: from }, signal);
  const items = rows.map(async (row, index) => {
    const values = await store.request('shownValues', row.id, signal);
    return callItem(row, from + index, isOk(values) ? values.ok : null);
  });
  return Promise.all(items);
}

/** Lets a person choose one of a function's calls, a page at a time. Null when none was chosen. Throws CodedError. */
export async function pickCall(run: OpenRun, wanted: CallsWanted): Promise<CallRow | null> {
  const title = l10n.t('Calls of {0}', printable(wanted.qualname, 100));
  const pick = openPick<RowItem>(title, l10n.t('Arguments, result, time'));
  const stop = new AbortController();
  pick.matchOnDescription = true;
  let shown: readonly CallItem[] = [];
  const add = async (from: number) => {
    pick.busy = true;
    const items = await itemsOf(run, wanted, from, stop.signal);
    shown = [...shown, ...items];
    const more: CallItem = inertItem({ row: null, label: l10n.t('Show {0} more', PAGE), alwaysShow: true });
    pick.items = items.length === PAGE ? [...shown, more] : shown;
    const active = from === wanted.from ? shown.find(({ row }) => row?.id === wanted.selected) : items[0];
    if (active !== undefined) pick.activeItems = [active];
    pick.busy = false;
  };
  try {
    return await new Promise<CallRow | null>((resolve, reject) => {
      pick.onDidAccept(() => {
        const [item] = pick.selectedItems;
        if (item === undefined) return;
        if (item.row === null) add(wanted.from + shown.length).catch(reject);
        else resolve(item.row);
      });
      pick.onDidHide(() => resolve(null));
      pick.show();
      add(wanted.from).catch(reject);
    });
  } finally {
    stop.abort();
    pick.dispose();
  }
}
