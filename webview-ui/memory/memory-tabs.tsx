import { useRef } from 'preact/hooks';
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

/** Tabs as the ARIA Authoring Practices have them: one stop for Tab, arrows between them. */
export function MemoryTabs() {
  const model = useMemory();
  const list = useRef<HTMLDivElement>(null);
  const chosen = model.tab.value;
  const onKeyDown = (event: KeyboardEvent) => {
    const next = tabAfter(chosen, event.key);
    if (next === null) return;
    event.preventDefault();
    model.tab.value = next;
    list.current?.querySelector<HTMLElement>(`#${memoryTabId(next)}`)?.focus();
  };
  return (
    <div ref={list} class="page-tabs" role="tablist" aria-label={t('Views of the snapshot')} onKeyDown={onKeyDown}>
      {memoryTabs.map((tab) => (
        <button
          key={tab}
          id={memoryTabId(tab)}
          type="button"
          role="tab"
          class="page-tab"
          aria-selected={tab === chosen}
          {...(tab === chosen ? { 'aria-controls': memoryPanelId(tab) } : {})}
          tabIndex={tab === chosen ? 0 : -1}
          onClick={() => (model.tab.value = tab)}
        >
          {titles[tab]}
        </button>
      ))}
    </div>
  );
}

function tabAfter(tab: MemoryTab, key: string): MemoryTab | null {
  const at = memoryTabs.indexOf(tab);
  if (key === 'ArrowRight') return memoryTabs[(at + 1) % memoryTabs.length];
  if (key === 'ArrowLeft') return memoryTabs[(at + memoryTabs.length - 1) % memoryTabs.length];
  if (key === 'Home') return memoryTabs[0];
  return key === 'End' ? memoryTabs[memoryTabs.length - 1] : null;
}
