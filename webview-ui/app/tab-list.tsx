import { useModel } from './model.js';
import type { Tab } from './model.js';
import { shownTab, shownTabs } from './shown-tabs.js';
import { Tabs } from './tabs.js';
import { t } from './texts.js';

const titles: Record<Tab, string> = {
  timeline: t('Timeline'),
  functions: t('Top Functions'),
  flame: t('Flame'),
  sandwich: t('Sandwich'),
  memory: t('Memory'),
};

export function tabId(tab: Tab): string {
  return `tab-${tab}`;
}

export function panelId(tab: Tab): string {
  return `panel-${tab}`;
}

export function TabList() {
  const model = useModel();
  return (
    <Tabs
      label={t('Views of the run')}
      tabs={shownTabs(model)}
      chosen={shownTab(model)}
      titles={titles}
      idOf={tabId}
      panelIdOf={panelId}
      onChoose={(tab) => (model.tab.value = tab)}
    />
  );
}
