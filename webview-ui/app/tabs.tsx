import { useRef } from 'preact/hooks';
import { tabAfter } from './tab-after.js';

interface Props<Tab extends string> {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly chosen: Tab;
  readonly titles: Readonly<Record<Tab, string>>;
  readonly idOf: (tab: Tab) => string;
  readonly panelIdOf: (tab: Tab) => string;
  readonly onChoose: (tab: Tab) => void;
}

/** Tabs as the ARIA Authoring Practices have them: one stop for Tab, arrows between them. */
export function Tabs<Tab extends string>({ label, tabs, chosen, titles, idOf, panelIdOf, onChoose }: Props<Tab>) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = tabAfter(tabs, chosen, event.key);
    if (next === null) return;
    event.preventDefault();
    onChoose(next);
    list.current?.querySelector<HTMLElement>(`#${idOf(next)}`)?.focus();
  };
  return (
    <div ref={list} class="page-tabs" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {tabs.map((tab) => (
        <button
          key={tab}
          id={idOf(tab)}
          type="button"
          role="tab"
          class="page-tab"
          aria-selected={tab === chosen}
          {...(tab === chosen ? { 'aria-controls': panelIdOf(tab) } : {})}
          tabIndex={tab === chosen ? 0 : -1}
          onClick={() => onChoose(tab)}
        >
          {titles[tab]}
        </button>
      ))}
    </div>
  );
}
