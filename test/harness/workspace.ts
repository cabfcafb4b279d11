import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from './places.js';

/** A folder that a test may write to. */
export interface Workspace {
  readonly folder: string;
  path(...names: string[]): string;
  /** Changes some of its settings; open windows follow. */
  changeSettings(changed: Readonly<Record<string, unknown>>): Promise<void>;
  remove(): Promise<void>;
}

export interface WorkspaceOptions {
  /** What to copy, from the repository; the examples otherwise, null for an empty folder. */
  readonly from?: string | null;
  /** Its own name: workspaces may lie where paths are hard to quote. */
  readonly name?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Copies a folder to where nothing else lies. */
export async function makeWorkspace(options: WorkspaceOptions = {}): Promise<Workspace> {
  const { from = 'examples', name = 'workspace' } = options;
  const outer = await mkdtemp(join(tmpdir(), 'tracehold-workspace-'));
  const folder = join(outer, name);
  await mkdir(folder);
  const isOwn = (path: string) => !/[/\\](\.tracehold|__pycache__)$/.test(path);
  if (from !== null) await cp(join(repository, from), folder, { recursive: true, filter: isOwn });
  let settings: Readonly<Record<string, unknown>> = {};
  const changeSettings = async (changed: Readonly<Record<string, unknown>>) => {
    settings = { ...settings, ...changed };
    await mkdir(join(folder, '.vscode'), { recursive: true });
    await writeFile(join(folder, '.vscode', 'settings.json'), JSON.stringify(settings, null, 2));
  };
  if (options.settings !== undefined) await changeSettings(options.settings);
  return {
    folder,
    path: (...names) => join(folder, ...names),
    changeSettings,
    remove: () => rm(outer, { recursive: true, force: true, maxRetries: 5 }),
  };
}
