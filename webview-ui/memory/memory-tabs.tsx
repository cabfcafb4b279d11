import { Tabs } from '../app/tabs.js';
import { t } from '../app/texts.js';
import { memoryTabs, useMemory } from './memory-model.js';
import type { MemoryTab } from './memory-model.js';

const titles: Record<MemoryTab, string> = {
  verdict: t('Verdict'),
  types: t('Types'),
  retainers: t('Retainers'),
};

export function memoryTabId(tab: MemoryTab): string {
  return `memory-tab-${tab}`;
}

export function memoryPanelId(tab: MemoryTab): string {
  return `memory-panel-${tab}`;
}

export function MemoryTabs() {
  const model = useMemory();
  return (
    <Tabs
      label={t('Views of the snapshot')}
      tabs={memoryTabs}
      chosen={model.tab.value}
      titles={titles}
      idOf={memoryTabId}
      panelIdOf={memoryPanelId}
      onChoose={(tab) => (model.tab.value = tab)}
    />
  );
}
