import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../scripts/lib/run.mjs';
import type { Harness } from './install.js';
import { repository } from './places.js';

/** What the built extension consists of. */
const parts = ['package.json', 'package.nls.json', 'l10n', 'README.md', 'LICENSE', 'dist', 'media', 'python/tracehold'];

/**
 * Puts a copy of the built extension where a server finds it installed. A copy, because VS Code deletes the folder of an
 * extension that someone uninstalls.
 */
export async function installFromSource(extensionsFolder: string): Promise<void> {
  const manifest = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as Record<string, string>;
  const id = `${manifest['publisher']}.${manifest['name']}`;
  const relativeLocation = `${id}-${manifest['version']}`;
  const folder = join(extensionsFolder, relativeLocation);
  await mkdir(folder, { recursive: true });
  for (const part of parts) {
    await cp(join(repository, part), join(folder, part), { recursive: true }).catch(ignoreAbsent);
  }
  const location = { $mid: 1, path: folder, scheme: 'file' };
  const entry = { identifier: { id }, version: manifest['version'], location, relativeLocation };
  await writeFile(join(extensionsFolder, 'extensions.json'), JSON.stringify([entry]));
}

/** @throws with what VS Code said when it does not take the package */
export async function installPackage(harness: Harness, vsix: string, extensionsFolder: string): Promise<void> {
  const data = join(extensionsFolder, '..', 'installer');
  const { code, output } = await run(
    harness.node,
    [
      join(harness.vscode, 'out/server-main.js'),
      '--accept-server-license-terms',
      `--server-data-dir=${data}`,
      `--user-data-dir=${data}`,
      `--extensions-dir=${extensionsFolder}`,
      `--install-extension=${vsix}`,
    ],
    { timeoutMs: 60_000 },
  );
  if (code !== 0) throw new Error(`VS Code did not take ${vsix}:\n${output}`);
}

function ignoreAbsent(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
