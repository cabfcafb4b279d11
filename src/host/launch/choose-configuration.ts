import { debug, l10n, workspace } from 'vscode';
import type { WorkspaceFolder } from 'vscode';
import { pickOne } from '../window/picks.js';
import { cannotRecord } from './debug-configurations.js';
import type { Expected } from './debug-configurations.js';
import { isPython, isRecordable, whyNot } from './launch-configuration.js';
import type { RawConfiguration } from './launch-configuration.js';
import { openLaunchJson } from './open-launch-json.js';
import { Refusal } from './refusal.js';

interface Item {
  readonly label: string;
  readonly description: string;
  readonly go: () => Promise<unknown>;
}

/**
 * Starts a configuration or a compound of launch.json that the user picks. It goes the way of F5, so that the editor
 * saves files, asks for inputs, replaces variables and runs the preLaunchTask, all as its settings say.
 *
 * @throws Refusal
 */
export async function startConfiguration(expected: Expected): Promise<void> {
  const found = entriesOf('configurations').filter(({ entry }) => isPython(entry));
  const items = [...found.map(configurationItem), ...compounds(found, expected)];
  if (items.length === 0) {
    throw new Refusal('not-found', l10n.t('launch.json has no configuration of type debugpy or python.'), [
      openLaunchJson,
    ]);
  }
  const chosen = await pickOne(items, l10n.t('Launch configuration to profile'));
  await chosen?.go();
}

interface Found {
  readonly folder: WorkspaceFolder | undefined;
  readonly entry: RawConfiguration;
}

function configurationItem({ folder, entry }: Found): Item {
  const { program, module } = entry as { program?: unknown; module?: unknown };
  const target = typeof module === 'string' ? `-m ${module}` : typeof program === 'string' ? program : '';
  const what = isRecordable(entry) ? target : l10n.t('cannot be recorded: {0}', whyNot(entry));
  return {
    label: nameOf(entry),
    description: folder === undefined ? what : `${what} — ${folder.name}`,
    go: async () => {
      if (!isRecordable(entry)) throw cannotRecord(entry);
      const configuration = { ...entry, type: String(entry['type']), request: 'launch', name: nameOf(entry) };
      await debug.startDebugging(folder, { ...configuration, tracehold: true });
    },
  };
}

/** Members that are no Python programs are started as always. */
function compounds(configurations: readonly Found[], expected: Expected): readonly Item[] {
  const recordable = new Set(
    configurations.filter(({ entry }) => isRecordable(entry)).map(({ entry }) => nameOf(entry)),
  );
  return entriesOf('compounds').flatMap(({ folder, entry }) => {
    const members = Array.isArray(entry['configurations']) ? entry['configurations'].map(memberName) : [];
    const recorded = members.filter((name) => recordable.has(name));
    // The editor finds the compounds of folders by their names, and no others.
    if (recorded.length === 0 || folder === undefined) return [];
    const go = async () => {
      for (const name of recorded) expected.add(name);
      try {
        await debug.startDebugging(folder, nameOf(entry));
      } finally {
        for (const name of recorded) expected.delete(name);
      }
    };
    return [{ label: nameOf(entry), description: l10n.t('records {0}', recorded.join(', ')), go }];
  });
}

function memberName(member: unknown): string {
  if (typeof member === 'string') return member;
  return typeof member === 'object' && member !== null && 'name' in member ? String(member.name) : '';
}

function nameOf({ name }: RawConfiguration & { readonly name?: unknown }): string {
  return typeof name === 'string' ? name : l10n.t('without a name');
}

function entriesOf(section: 'configurations' | 'compounds'): readonly Found[] {
  const found: Found[] = [];
  const add = (value: unknown, folder: WorkspaceFolder | undefined) => {
    if (!Array.isArray(value)) return;
    for (const entry of value as unknown[]) {
      // Plain copies: what the editor hands out is a proxy.
      if (typeof entry === 'object' && entry !== null) found.push({ folder, entry: { ...entry } });
    }
  };
  const folders = workspace.workspaceFolders ?? [];
  const all = (folder?: WorkspaceFolder) =>
    workspace.getConfiguration('launch', folder?.uri ?? null).inspect<unknown>(section);
  for (const folder of folders) add(all(folder)?.workspaceFolderValue, folder);
  // A workspace file has configurations of its own; of a single folder they are the folder's.
  if (workspace.workspaceFile !== undefined) add(all()?.workspaceValue, undefined);
  else if (found.length === 0) add(all()?.workspaceValue, folders[0]);
  add(all()?.globalValue, folders[0]);
  return found;
}
