import { l10n } from 'vscode';
import { bytes, formatBytes } from '../../base/units.js';

const steps = [
  { unit: 'G', size: 1e9 },
  { unit: 'M', size: 1e6 },
  { unit: 'k', size: 1e3 },
] as const;

/** `950`, `1.2 k`, `34 M`: two digits, as it changes while one looks. */
export function shortCount(count: number): string {
  for (const [index, { unit, size }] of steps.entries()) {
    if (count < size) continue;
    const inUnit = count / size;
    if (inUnit < 9.95) return `${inUnit.toFixed(1)} ${unit}`;
    // 999,999 is a million, not 1000 k.
    if (Math.round(inUnit) >= 1000 && index > 0) return `1.0 ${steps[index - 1].unit}`;
    return `${Math.round(inUnit)} ${unit}`;
  }
  return count.toString();
}

/** `0:07`, `12:34`, `1:02:03`. A clock that was set back shows 0:00. */
export function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => value.toString().padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** One program that is being recorded. Calls are null until its store has said how many. */
export interface LiveFigures {
  readonly calls: number | null;
  readonly bytes: number;
  readonly elapsedMs: number;
}

function callsText(calls: number): string {
  return calls === 1 ? l10n.t('1 call') : l10n.t('{0} calls', shortCount(calls));
}

/** `1.2 M calls · 3.40 MiB · 0:12`; calls that nobody knows yet are left out. */
export function liveText(live: LiveFigures): string {
  const parts = [formatBytes(bytes(live.bytes)), elapsed(live.elapsedMs)];
  return (live.calls === null ? parts : [callsText(live.calls), ...parts]).join(' · ');
}

/** Of all programs together: sums, and the time of the one that runs longest. */
export function together(all: readonly LiveFigures[]): LiveFigures {
  const known = all.filter(({ calls }) => calls !== null);
  return {
    calls: known.length === 0 ? null : known.reduce((sum, { calls }) => sum + (calls ?? 0), 0),
    bytes: all.reduce((sum, one) => sum + one.bytes, 0),
    elapsedMs: Math.max(0, ...all.map(({ elapsedMs }) => elapsedMs)),
  };
}
