import { isAbsolute, relative, resolve, sep } from 'node:path';

/**
 * The run folder that a page kept in its state over a reload of the window. The state is a page's own making: a folder
 * that is neither a known run nor below a workspace's `.tracehold` is not opened.
 *
 * @returns null when there is none that may be opened.
 */
export function restoredFolder(
  state: unknown,
  isKnown: (folder: string) => boolean,
  workspaces: readonly string[],
): string | null {
  if (typeof state !== 'object' || state === null || !('folder' in state)) return null;
  const { folder } = state;
  if (typeof folder !== 'string' || !isAbsolute(folder) || folder.includes('\0')) return null;
  if (isKnown(folder)) return folder;
  if (resolve(folder) !== folder) return null;
  return workspaces.some((workspace) => isRunBelow(workspace, folder)) ? folder : null;
}

/** Directly below: that is where runs are. */
function isRunBelow(workspace: string, folder: string): boolean {
  const steps = relative(workspace, folder).split(sep);
  return steps.length === 2 && steps[0] === '.tracehold' && steps[1] !== '';
}
