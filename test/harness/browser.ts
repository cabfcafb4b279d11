import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import type { BrowsedHarness } from './install.js';

/** A headless Chromium that can reach this machine and nothing else. */
export function launchBrowser({ browser }: BrowsedHarness): Promise<Browser> {
  return chromium.launch({
    executablePath: browser,
    args: [
      '--headless',
      // A root user, as in containers, gets no sandbox.
      '--no-sandbox',
      '--disable-gpu',
      // Containers have little shared memory.
      '--disable-dev-shm-usage',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
    ],
  });
}
