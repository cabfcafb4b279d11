import { posix, win32 } from 'node:path';

export type Platform = 'win32' | 'posix';

export const platform: Platform = process.platform === 'win32' ? 'win32' : 'posix';

/** What a recorded `co_filename` means on this machine. */
export type RecordedPath =
  /** No file: `<string>`, `<frozen importlib._bootstrap>`, `<stdin>`. */
  | { readonly kind: 'none' }
  /** A path of this platform, absolute. */
  | { readonly kind: 'local'; readonly path: string }
  /** Of the other platform, or relative to a directory that nobody knows. */
  | { readonly kind: 'foreign' };

const WINDOWS_ABSOLUTE = /^(?:[A-Za-z]:[\\/]|\\\\)/;

/** @param base directory that relative paths are from; null when unknown. */
export function classify(file: string, on: Platform, base: string | null): RecordedPath {
  if (file === '' || /^<.*>$/s.test(file)) return { kind: 'none' };
  const isWindows = WINDOWS_ABSOLUTE.test(file);
  if (file.startsWith('/') || isWindows) {
    return isWindows === (on === 'win32') ? { kind: 'local', path: file } : { kind: 'foreign' };
  }
  if (base === null) return { kind: 'foreign' };
  return { kind: 'local', path: (on === 'win32' ? win32 : posix).resolve(base, file) };
}

function segments(file: string): readonly string[] {
  const isWindows = WINDOWS_ABSOLUTE.test(file) || (!file.includes('/') && file.includes('\\'));
  const parts = file.split(isWindows ? /[\\/]+/ : /\/+/);
  return parts.filter((part) => part !== '' && part !== '.');
}

/** Last part of a path of either platform. */
export function fileName(file: string): string {
  return segments(file).at(-1) ?? file;
}

/** How many parts two paths have in common at their ends; Windows' spelling does not tell upper from lower case. */
export function commonTail(a: string, b: string): number {
  const fold = (path: string) => (WINDOWS_ABSOLUTE.test(a) || WINDOWS_ABSOLUTE.test(b) ? path.toLowerCase() : path);
  const [x, y] = [segments(fold(a)).toReversed(), segments(fold(b)).toReversed()];
  let common = 0;
  while (common < x.length && common < y.length && x[common] === y[common]) common++;
  return common;
}

/** Those of `candidates` that may be the recorded file, most alike first. */
export function sameTail(file: string, candidates: readonly string[]): readonly string[] {
  return candidates
    .map((path) => ({ path, common: commonTail(file, path) }))
    .filter(({ common }) => common > 0)
    .toSorted((a, b) => b.common - a.common || a.path.length - b.path.length)
    .map(({ path }) => path);
}

/** A glob that matches exactly this name: brackets are the only quoting that VS Code's globs know. */
export function exactGlob(name: string): string {
  return name.replaceAll(/[[\]*?{}!]/g, (character) => `[${character}]`);
}

/** Whether two paths of this platform name the same place, links aside. */
export function isSamePath(a: string, b: string, on: Platform): boolean {
  if (on === 'posix') return posix.normalize(a) === posix.normalize(b);
  return win32.normalize(a).toLowerCase() === win32.normalize(b).toLowerCase();
}
