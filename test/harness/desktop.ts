import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/**
 * The executable of a desktop VS Code that can show a window, for tests: the one named by TRACEHOLD_VSCODE, else the
 * one behind the `code` on PATH, which is a script that starts it and returns before the tests are over.
 */
export function desktopVsCode(): string | undefined {
  const named = process.env['TRACEHOLD_VSCODE'];
  if (named !== undefined && named !== '') return named;
  const command = codeOnPath();
  if (command === undefined || !hasDisplay()) return undefined;
  const bin = dirname(realpathSync(command));
  return [
    join(bin, '..', 'code'),
    join(bin, '..', 'Code.exe'),
    // On macOS the command lies in Visual Studio Code.app/Contents/Resources/app/bin.
    join(bin, '../../../MacOS/Electron'),
    join(bin, '../../../MacOS/Code'),
    '/snap/code/current/usr/share/code/code',
  ].find(existsSync);
}

/** The `code` of a PATH, as a user would start it. */
export function codeOnPath(): string | undefined {
  const names = process.platform === 'win32' ? ['code.cmd'] : ['code'];
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(existsSync);
}

export function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return [process.env['DISPLAY'], process.env['WAYLAND_DISPLAY']].some((name) => name !== undefined && name !== '');
}
