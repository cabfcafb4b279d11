import { useRef } from 'preact/hooks';
import { useModel } from './model.js';
import type { Tab } from './model.js';
import { shownTab, shownTabs } from './shown-tabs.js';
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

/** Tabs as the ARIA Authoring Practices have them: one stop for Tab, arrows between them. */
export function TabList() {
  const model = useModel();
  const list = useRef<HTMLDivElement>(null);
  const tabs = shownTabs(model);
  const chosen = shownTab(model);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = tabAfter(tabs, chosen, event.key);
    if (next === null) return;
    event.preventDefault();
    model.tab.value = next;
    list.current?.querySelector<HTMLElement>(`#${tabId(next)}`)?.focus();
  };
  return (
    <div ref={list} class="page-tabs" role="tablist" aria-label={t('Views of the run')} onKeyDown={onKeyDown}>
      {tabs.map((tab) => (
        <button
          key={tab}
          id={tabId(tab)}
          type="button"
          role="tab"
          class="page-tab"
          aria-selected={tab === chosen}
          {...(tab === chosen ? { 'aria-controls': panelId(tab) } : {})}
          tabIndex={tab === chosen ? 0 : -1}
          onClick={() => (model.tab.value = tab)}
        >
          {titles[tab]}
        </button>
      ))}
    </div>
  );
}

function tabAfter(tabs: readonly Tab[], tab: Tab, key: string): Tab | null {
  const at = tabs.indexOf(tab);
  if (key === 'ArrowRight') return tabs[(at + 1) % tabs.length];
  if (key === 'ArrowLeft') return tabs[(at + tabs.length - 1) % tabs.length];
  if (key === 'Home') return tabs[0];
  return key === 'End' ? tabs[tabs.length - 1] : null;
}
