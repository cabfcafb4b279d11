import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ExtensionContext } from 'vscode';
import { makeRunFolder } from './run-location.js';
import type { Target } from './target.js';

const said = vi.hoisted((): string[] => []);

vi.mock('vscode', () => ({
  l10n: { t: (text: string, ...args: string[]) => text.replace(/\{(\d)\}/g, (_, at: string) => args[Number(at)]) },
  window: {
    showInformationMessage: (message: string) => {
      said.push(message);
      return Promise.resolve(undefined);
    },
  },
}));

let work: string;

beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'tracehold-location-'));
  said.length = 0;
});
afterEach(() => rm(work, { recursive: true }));

function make(where: Partial<Target>, storage: string): Promise<string> {
  const target: Target = {
    words: ['a.py'],
    cwd: work,
    script: null,
    workspaceFolder: null,
    env: new Map(),
    python: null,
    pythonArgs: [],
    ...where,
  };
  const context = { storageUri: { fsPath: storage } } as unknown as ExtensionContext;
  return makeRunFolder(target, 'a', new Date(), context);
}

test.each([
  ['in the workspace folder', { workspaceFolder: 'x', script: 'y/a.py' }, 'x'],
  ['beside the script', { script: 'y/a.py' }, 'y'],
  ['where it runs', {}, ''],
])('%s', async (_name, { workspaceFolder, script }: { workspaceFolder?: string; script?: string }, expected) => {
  const where = {
    workspaceFolder: workspaceFolder === undefined ? null : join(work, workspaceFolder),
    script: script === undefined ? null : join(work, script),
  };
  expect(dirname(await make(where, '/none'))).toBe(join(work, expected, '.tracehold'));
  expect(said).toEqual([]);
});

test('where nothing can be made, our own storage takes it, and that is said', async () => {
  await writeFile(join(work, 'file'), '');
  const storage = join(work, 'deep', 'storage');
  const folder = await make({ workspaceFolder: join(work, 'file') }, storage);
  expect(dirname(folder)).toBe(join(storage, '.tracehold'));
  expect(said).toEqual([`Nothing can be written to ${join(work, 'file')}; the recording is kept in ${folder}.`]);
  await expect(make({ workspaceFolder: join(work, 'file') }, join(work, 'file'))).rejects.toMatchObject({ code: 'io' });
});
