import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The repository: scripts bundle this folder, so every entry of a bundle keeps the address of its source. */
export const repository = resolve(import.meta.dirname, '../..');

/** Shared between clones when the environment names a folder; it takes 800 MB. */
export const cacheFolder = process.env['TRACEHOLD_HARNESS'] ?? join(repository, '.cache', 'harness');

export const screenshotsFolder = join(repository, '.cache', 'screenshots');

/** What proved to work together; the folder's name holds the version, so a change installs anew. */
export const versions = { codeServer: '4.139.1', node: '24.21.0', vsce: '3.9.2' } as const;

const browserNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Where a Chromium may lie, most wanted first. */
export const browserPlaces = [
  ...[process.env['TRACEHOLD_CHROMIUM'] ?? ''].filter((path) => path !== ''),
  ...browserNames.map((name) => join('/usr/bin', name)),
  join(homedir(), '.local/bin/chromium'),
];
