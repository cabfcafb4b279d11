import type { Page } from 'playwright-core';

/** What a page must never do: fail unnoticed, or try what its content security policy forbids. */
const SERIOUS = /Content Security Policy|Refused to (?:apply|execute|load|connect|frame)/;

/** Collects what goes wrong inside a window, in all of its frames. What VS Code itself misses in the harness is left out. */
export function collectComplaints(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => {
    if (!isAboutHarness(String(error))) complaints.push(String(error));
  });
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && SERIOUS.test(text) && !isAboutHarness(text)) complaints.push(text);
  });
  return complaints;
}

/** The gallery, signing in and the service worker are not to be had without a network. */
function isAboutHarness(text: string): boolean {
  return /open-vsx|ENOTFOUND|[sS]ervice ?[wW]orker|vsda|github/.test(text);
}
