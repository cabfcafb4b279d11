import type { FrameLocator, Page } from 'playwright-core';

/** The page inside the webview that is shown. */
export function webview(page: Page): FrameLocator {
  return page
    .locator('iframe.webview.ready:visible')
    .first()
    .contentFrame()
    .locator('iframe#active-frame')
    .contentFrame();
}
