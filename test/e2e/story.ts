import { test } from 'vitest';
import { screenshot } from '../harness/themes.js';
import type { Workbench } from '../harness/workbench.js';

/**
 * Tests of one window, each of which goes on where the one before ended: after a failure, of which
 * `.cache/screenshots/failed.png` is kept, the rest is skipped.
 */
export function story(window: () => Workbench): (name: string, chapter: () => Promise<void> | void) => void {
  let failed: string | null = null;
  return (name, chapter) =>
    test(name, async ({ skip }) => {
      if (failed !== null) skip(`"${failed}" failed before`);
      try {
        await chapter();
      } catch (error) {
        failed = name;
        await screenshot(window(), 'failed');
        const message = `${error instanceof Error ? error.message : String(error)}\n${await window().describe()}`;
        throw new Error(message, { cause: error });
      }
    });
}
