import type { Browser } from 'playwright-core';
import { bundleHostTests } from '../../scripts/harness-bundle.mjs';
import { repository } from './places.js';
import { runInHost } from './run-in-host.js';
import type { Server } from './server.js';

/** In milliseconds, of many new windows. */
export interface ActivationTimes {
  readonly windows: number;
  readonly median: number;
  readonly p95: number;
  readonly longest: number;
}

/**
 * How long the extension takes to load and to activate, in one new window after another.
 * @throws when it was active before it was used, or does not activate; with what the window said
 */
export async function measureActivation(
  browser: Browser,
  server: Server,
  folder: string,
  windows: number,
): Promise<ActivationTimes> {
  const { activationTime } = await bundleHostTests();
  const times: number[] = [];
  while (times.length < windows) {
    const said: string[] = [];
    const code = await runInHost(browser, server, {
      folder,
      extensions: [repository],
      tests: activationTime,
      timeoutMs: 120_000,
      print: (text) => said.push(text),
    });
    const ms = Number(/activated in ([\d.]+) ms/.exec(said.join('\n'))?.[1]);
    if (code !== 0 || Number.isNaN(ms)) throw new Error(`no activation (${code ?? 'no end'}):\n${said.join('\n')}`);
    times.push(ms);
  }
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * windows) - 1];
  return { windows, median: at(0.5), p95: at(0.95), longest: at(1) };
}

export function activationLine({ windows, median, p95, longest }: ActivationTimes): string {
  return `activation in ${windows} new windows: median ${median} ms, p95 ${p95} ms, longest ${longest} ms`;
}
