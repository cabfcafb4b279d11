import { settings } from '../contributions.js';
import type { SettingId } from '../contributions.js';

/** Settings are edited by hand and shared by workspaces: anything may be in them. */
export type ReadSetting = (id: SettingId) => unknown;

function texts(value: unknown): readonly string[] {
  return Array.isArray(value)
    ? value.filter((entry): entry is string => typeof entry === 'string' && entry !== '')
    : [];
}

const kindsOfValues: readonly unknown[] = ['attributes', 'type', 'repr', 'none'];

function isBetween(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && value >= least && value <= most;
}

/** The settings as options of `python -m tracehold run`; what the recorder does by itself is left out. */
export function recorderOptions(read: ReadSetting): readonly string[] {
  const options: string[] = [];
  if (read('tracehold.record.everything') === true) options.push('--all');
  for (const [flag, id] of [
    ['include', 'tracehold.record.include'],
    ['exclude', 'tracehold.record.exclude'],
    ['redact', 'tracehold.record.redact'],
  ] as const) {
    options.push(...texts(read(id)).map((entry) => `--${flag}=${entry}`));
  }
  const values = read('tracehold.record.values');
  if (values !== settings['tracehold.record.values'] && kindsOfValues.includes(values)) {
    options.push(`--values=${String(values)}`);
  }
  const sample = read('tracehold.record.sampleAfter');
  if (Number.isSafeInteger(sample) && sample !== settings['tracehold.record.sampleAfter'] && Number(sample) >= 0) {
    options.push(`--sample=${sample === 0 ? 'off' : String(sample)}`);
  }
  if (read('tracehold.record.allocations') === true) options.push('--allocations');
  if (read('tracehold.heap.atExit') === true) options.push('--heap-at-exit');
  const seconds = read('tracehold.heap.everySeconds');
  if (isBetween(seconds, 0.1, 1_000_000)) options.push(`--heap-every=${seconds.toFixed(1)}`);
  const megabytes = read('tracehold.heap.growthMegabytes');
  if (isBetween(megabytes, 1, 1_000_000)) options.push(`--heap-growth=${Math.round(megabytes)}`);
  return options;
}
