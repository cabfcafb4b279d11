import type { FrameLocator, Page } from 'playwright-core';

/** What has the focus in the page: its name, and whether it is seen. Null when the focus has left the page. */
export interface Stop {
  readonly role: string;
  readonly name: string;
  readonly isVisible: boolean;
}

/** Evaluated in the page. */
const STOP = `(() => {
  const focused = document.activeElement;
  if (focused === null || focused === document.body || !document.hasFocus()) return null;
  const isMarked = (element, pseudo) => {
    if (element === null) return false;
    const style = getComputedStyle(element, pseudo);
    if (pseudo !== undefined && style.content === 'none') return false;
    return ['outline', 'border-top'].some((kind) =>
      style.getPropertyValue(kind + '-style') !== 'none' && parseFloat(style.getPropertyValue(kind + '-width')) >= 1 &&
      (kind === 'outline' || pseudo !== undefined));
  };
  const active = document.getElementById(focused.getAttribute('aria-activedescendant') ?? '');
  const label = focused.getAttribute('aria-label') ?? document.getElementById(focused.getAttribute('aria-labelledby') ?? '')?.textContent;
  return {
    role: focused.getAttribute('role') ?? focused.localName,
    name: (label ?? focused.textContent ?? '').trim(),
    isVisible: isMarked(focused) || isMarked(active) || isMarked(focused.parentElement, '::after'),
  };
})()`;

/**
 * Where Tab leads through a page of ours, from what has the focus now until it leaves the page.
 * @param most presses, after which it ends in any case
 */
export async function focusStops(page: Page, view: FrameLocator, most: number): Promise<readonly Stop[]> {
  // Where the mouse has put the focus, it need not be marked.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Shift+Tab');
  const body = view.locator('body');
  const stops: Stop[] = [];
  for (let presses = 0; presses < most; presses++) {
    const stop: Stop | null = await body.evaluate(STOP);
    if (stop === null) break;
    stops.push(stop);
    await page.keyboard.press('Tab');
  }
  return stops;
}
