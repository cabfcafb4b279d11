import { readFileSync, statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import type { ReadSource } from './source-lines.js';

/** A source that is larger was not written by people. */
const MOST_SOURCE_BYTES = 4 << 20;
const MOST_FILES = 200;

/**
 * Reads sources as they are now, each once. A snapshot names files as it likes: only regular Python files of this machine are
 * opened, because a device never ends, a pipe waits, and the name of a share makes Windows log in there.
 *
 * @param folder where names that are not absolute begin (those of programs on 3.8); null where nobody knows, and they are not read.
 */
export function sourceReader(folder: string | null = null): ReadSource {
  const known = new Map<string, string | null>();
  return (file) => {
    const text = known.get(file);
    if (text !== undefined) return text;
    if (known.size >= MOST_FILES) known.clear();
    const read = readSource(folder === null ? file : resolve(folder, file));
    known.set(file, read);
    return read;
  };
}

function readSource(file: string): string | null {
  if (!isAbsolute(file) || !/\.pyw?$/i.test(file) || /^[\\/]{2}/.test(file)) return null;
  try {
    const found = statSync(file);
    return found.isFile() && found.size <= MOST_SOURCE_BYTES ? readFileSync(file, 'utf8') : null;
  } catch {
    return null;
  }
}
