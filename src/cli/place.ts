import { isAbsolute, relative } from 'node:path';

/** `orders/price.py:12`: as short as it can be said from the working directory. */
export function place(cwd: string, file: string, line: number): string {
  const near = isAbsolute(file) ? relative(cwd, file) : file;
  const path = near === '' || near.length >= file.length || near.startsWith('..') ? file : near;
  return line > 0 ? `${path}:${line}` : path;
}
