import { tabs } from './model.js';
import type { Model, Tab } from './model.js';

/** Tabs that have something to show. */
export function shownTabs({ snapshots }: Pick<Model, 'snapshots'>): readonly Tab[] {
  return snapshots.value.length > 0 ? tabs : tabs.filter((tab) => tab !== 'memory');
}

/** The chosen tab; the first where that one is not shown, as in another run, or not yet. */
export function shownTab(model: Pick<Model, 'snapshots' | 'tab'>): Tab {
  const shown = shownTabs(model);
  return shown.find((tab) => tab === model.tab.value) ?? shown[0];
}
