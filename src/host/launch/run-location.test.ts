import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ExtensionContext } from 'vscode';
import { makeRunFolder } from './run-location.js';
import type { Target } from './target.js';
import type * as Folder from '../../run/folder.js';

const said = vi.hoisted((): string[] => []);

/** What the system says of the first places; then it is itself again. */
const refused = vi.hoisted((): string[] => []);

vi.mock('../../run/folder.js', async (original) => {
  const own = await original<typeof Folder>();
  const makeNextFolder: typeof own.makeNextFolder = (...given) => {
    const code = refused.shift();
    if (code !== undefined) throw Object.assign(new Error(`${code}: refused`), { code });
    return own.makeNextFolder(...given);
  };
  return { ...own, makeNextFolder };
});

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
    title: null,
    afterwards: null,
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

test.each(['EROFS', 'EACCES', 'EPERM'])('of a folder that is %s, too', async (code) => {
  refused.push(code);
  const storage = join(work, 'storage');
  expect(dirname(await make({ workspaceFolder: work }, storage))).toBe(join(storage, '.tracehold'));
  expect(said).toHaveLength(1);
});

test('a file that has the name of our folder is in the way', async () => {
  await writeFile(join(work, '.tracehold'), '');
  const storage = join(work, 'storage');
  expect(dirname(await make({ workspaceFolder: work }, storage))).toBe(join(storage, '.tracehold'));
});

test('a full disk is said, with a way out', async () => {
  refused.push('ENOSPC');
  await expect(make({ workspaceFolder: work }, '/none')).rejects.toMatchObject({
    code: 'io',
    message: `Nothing was run: no space is left for a recording in ${work}. Free some, or delete recordings.`,
    ways: [{ title: 'Delete Recordings' }],
  });
  refused.push('EROFS', 'EDQUOT');
  await expect(make({ workspaceFolder: work }, '/none')).rejects.toMatchObject({ ways: [{}] });
  refused.push('EIO');
  await expect(make({ workspaceFolder: work }, '/none')).rejects.toMatchObject({ code: 'io', ways: [] });
});
