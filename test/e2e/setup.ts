import type { TestProject } from 'vitest/node';
import { ensureHarness } from '../harness/install.js';
import type { BrowsedHarness, Missing } from '../harness/install.js';

declare module 'vitest' {
  // Merged with vitest's own, which is an interface.
  interface ProvidedContext {
    harness: BrowsedHarness | Missing;
  }
}

/** Gets the harness once for all files. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide('harness', await ensureHarness());
}
