import type { Signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Troubles } from './troubles.js';

/** What every page has, whatever it shows: parts that need no more can be on any of them. */
interface Page {
  /** What could not be read, whoever wanted it. */
  readonly troubles: Troubles;
  /** A signal whose value comes back after a reload of the window: see `KeptState`. */
  kept<T>(key: string, initial: T, isValid: (kept: unknown) => kept is T): Signal<T>;
}

const PageContext = createContext<Page | null>(null);

export const PageProvider = PageContext.Provider;

/** Only for components below PageProvider. */
export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === null) throw new Error('A component of a page is shown outside of one.');
  return page;
}
