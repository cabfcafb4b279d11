import { loadavg } from 'node:os';
import type { Browser } from 'playwright-core';
import { bundleHostTests } from '../../scripts/harness-bundle.mjs';
import { repository } from './places.js';
import { runInHost } from './run-in-host.js';
import type { Server } from './server.js';

/** Of one new window, in milliseconds. What the system or VS Code does not tell is null. */
export interface ActivationTime {
  /** From the wish to activate the extension until it is active. */
  readonly ms: number;
  /** Of it, as VS Code tells: loading the code; `activate()` until it resolved. The rest is VS Code's own. */
  readonly loadMs: number | null;
  readonly activateMs: number | null;
  /** Of `ms`, how long the host's thread ran, and how long it was ready to run and had no core. */
  readonly ranMs: number | null;
  readonly waitedMs: number | null;
  /** Extensions that became active meanwhile. */
  readonly others: readonly string[];
  /** Of the last minute, when the window was opened. */
  readonly load: number;
}

/** In milliseconds, of many new windows. */
interface Spread {
  readonly median: number;
  readonly p95: number;
  readonly longest: number;
}

export interface ActivationTimes {
  readonly windows: number;
  /** Loading the code and `activate()`: what VS Code tells people of an extension. Null where it did not tell us. */
  readonly own: Spread | null;
  /** From the wish until it is active: with the answer of the window, which is asked before, and may be starting. */
  readonly whole: Spread;
}

/**
 * How long the extension takes to load and to activate in a new window.
 * @param extension folder of the extension, ours by default
 * @throws when it was active before it was used, or does not activate; with what the window said
 */
export async function activateInNewWindow(
  browser: Browser,
  server: Server,
  folder: string,
  extension: string = repository,
): Promise<ActivationTime> {
  const { activationTime } = await bundleHostTests();
  const [load] = loadavg();
  const said: string[] = [];
  const code = await runInHost(browser, server, {
    folder,
    extensions: [extension],
    tests: activationTime,
    timeoutMs: 120_000,
    print: (text) => said.push(text),
  });
  const [, ms, parts] = /activated in ([\d.]+) ms (\{.*\})/.exec(said.join('\n')) ?? [];
  if (code !== 0 || ms === undefined) throw new Error(`no activation (${code ?? 'no end'}):\n${said.join('\n')}`);
  return { ...(JSON.parse(parts) as Omit<ActivationTime, 'ms' | 'load'>), ms: Number(ms), load };
}

function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1];
  return { median: at(0.5), p95: at(0.95), longest: at(1) };
}

export function summary(times: readonly ActivationTime[]): ActivationTimes {
  const own = times.flatMap(({ loadMs, activateMs }) =>
    loadMs === null || activateMs === null ? [] : [loadMs + activateMs],
  );
  return {
    windows: times.length,
    own: own.length === times.length ? spread(own) : null,
    whole: spread(times.map(({ ms }) => ms)),
  };
}

function figures({ median, p95, longest }: Spread): string {
  return `median ${median.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, longest ${longest.toFixed(1)} ms`;
}

export function activationLine({ windows, own, whole }: ActivationTimes): string {
  const parts = own === null ? '' : `loading and activate() ${figures(own)}; `;
  return `activation in ${windows} new windows: ${parts}from the wish until active ${figures(whole)}`;
}
