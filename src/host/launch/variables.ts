import { basename, dirname, extname, relative, sep } from 'node:path';

/** What the variables of launch.json stand for: https://code.visualstudio.com/docs/reference/variables-reference. */
export interface VariableContext {
  /** Folder that the configuration belongs to, absolute; null when no folder is open. */
  readonly workspaceFolder: string | null;
  /** All folders of the workspace by their names. */
  readonly workspaceFolders: ReadonlyMap<string, string>;
  /** File of the active editor, absolute; null when there is none. */
  readonly file: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The value of a setting as text; null when it has none, or is a list or an object. */
  readonly config: (id: string) => string | null;
  readonly userHome: string;
  /** Folder of the workspace that the file is in. */
  readonly fileWorkspaceFolder: string | null;
  /** Of the active editor: line and column count from 0. */
  readonly selection: { readonly line: number; readonly column: number; readonly text: string } | null;
  readonly extensionFolder: (id: string) => string | null;
  /** What was answered to `input:...` and `command:...`, without `${` and `}`; null for those that have no answer. */
  readonly asked: ReadonlyMap<string, string | null>;
}

interface Substituted {
  readonly text: string;
  /** Variables that mean nothing here, as written; they stay in the text. */
  readonly unknown: readonly string[];
}

export function substitute(text: string, context: VariableContext): Substituted {
  const unknown: string[] = [];
  const replaced = text.replace(/\$\{([^}]*)\}/g, (written: string, inside: string) => {
    const value = valueOf(inside, context);
    if (value !== null) return value;
    unknown.push(written);
    return written;
  });
  return { text: replaced, unknown };
}

function valueOf(inside: string, context: VariableContext): string | null {
  const { workspaceFolder, file } = context;
  const colon = inside.indexOf(':');
  const name = colon < 0 ? inside : inside.slice(0, colon);
  const argument = colon < 0 ? null : inside.slice(colon + 1);
  switch (name) {
    case 'env':
      // A variable that is not set is empty, as in the editor.
      return argument === null ? null : (context.env[argument] ?? '');
    case 'config':
      return argument === null ? null : context.config(argument);
    case 'workspaceFolder':
    case 'workspaceRoot':
      return argument === null ? workspaceFolder : (context.workspaceFolders.get(argument) ?? null);
    case 'input':
    case 'command':
      return context.asked.get(inside) ?? null;
    case 'extensionInstallFolder':
      return argument === null ? null : context.extensionFolder(argument);
    default:
      return argument === null ? plainValue(name, context, workspaceFolder, file) : null;
  }
}

function plainValue(
  name: string,
  { userHome, fileWorkspaceFolder, selection }: VariableContext,
  folder: string | null,
  file: string | null,
): string | null {
  const ofFile = (value: (path: string) => string) => (file === null ? null : value(file));
  switch (name) {
    case 'cwd':
      return folder;
    case 'workspaceFolderBasename':
      return folder === null ? null : basename(folder);
    case 'file':
      return file;
    case 'fileDirname':
      return ofFile(dirname);
    case 'fileDirnameBasename':
      return ofFile((path) => basename(dirname(path)));
    case 'fileWorkspaceFolder':
      return fileWorkspaceFolder;
    case 'fileWorkspaceFolderBasename':
      return fileWorkspaceFolder === null ? null : basename(fileWorkspaceFolder);
    case 'lineNumber':
      return selection === null ? null : String(selection.line + 1);
    case 'columnNumber':
      return selection === null ? null : String(selection.column + 1);
    case 'selectedText':
      return selection === null || selection.text === '' ? null : selection.text;
    case 'fileBasename':
      return ofFile(basename);
    case 'fileExtname':
      return ofFile(extname);
    case 'fileBasenameNoExtension':
      return ofFile((path) => basename(path, extname(path)));
    case 'relativeFile':
      return ofFile((path) => (folder === null ? path : relative(folder, path)));
    case 'relativeFileDirname':
      return ofFile((path) => (folder === null ? dirname(path) : relative(folder, dirname(path)) || '.'));
    case 'userHome':
      return userHome;
    case 'pathSeparator':
    case '/':
      return sep;
    default:
      return null;
  }
}

/** `input:...` and `command:...` of all texts in a value, each once, in the order in which they stand. */
export function askedIn(value: unknown): readonly string[] {
  const found = new Set<string>();
  const waiting: unknown[] = [value];
  for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
    if (typeof part === 'string') {
      for (const [, inside] of part.matchAll(/\$\{((?:input|command):[^}]*)\}/g)) found.add(inside);
    } else if (typeof part === 'object' && part !== null) waiting.push(...(Object.values(part) as unknown[]));
  }
  return [...found];
}
