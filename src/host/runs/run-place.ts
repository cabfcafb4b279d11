import { basename, dirname, relative, sep } from 'node:path';

export interface NamedFolder {
  readonly name: string;
  readonly path: string;
}

/**
 * Where a run is from, in a word: of which folder of the workspace, or of which directory elsewhere. Null where it goes
 * without saying: the workspace has one folder, and the run is below it.
 *
 * @param run its folder, `<directory>/.tracehold/<run>` or, when it was opened by hand, any.
 */
export function runPlace(run: string, workspace: readonly NamedFolder[]): string | null {
  const holding = workspace
    .filter(({ path }) => isBelow(path, run))
    // A folder of the workspace may be inside another one.
    .toSorted((a, b) => b.path.length - a.path.length);
  if (holding.length > 0) return workspace.length === 1 ? null : holding[0].name;
  const parent = dirname(run);
  return basename(parent).startsWith('.') ? basename(dirname(parent)) || parent : basename(parent) || parent;
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !way.startsWith(sep);
}
