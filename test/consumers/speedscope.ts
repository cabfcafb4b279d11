/**
 * speedscope's own importer, out of the bundle that its npm package ships: it has no entry for Node, but the function
 * that the page calls is in there and needs nothing of a page.
 */
import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createContext, runInContext } from 'node:vm';

const require = createRequire(import.meta.url);

interface Frame {
  readonly name: string;
  readonly file?: string;
  readonly line?: number;
  getSelfWeight(): number;
  getTotalWeight(): number;
}

interface Profile {
  getName(): string;
  getTotalWeight(): number;
  forEachFrame(visit: (frame: Frame) => void): void;
  forEachCall(open: (node: unknown, value: number) => void, close: (node: unknown, value: number) => void): void;
}

export interface ProfileGroup {
  readonly name: string;
  readonly indexToView: number;
  readonly profiles: readonly Profile[];
}

type Import = (fileName: string, text: string) => Promise<ProfileGroup | null>;

/** The least that the bundle reads before it begins to draw. */
function pageGlobals(): object {
  const nothing = () => undefined;
  return {
    console: { log: nothing, warn: nothing, error: nothing, assert: nothing },
    window: { location: { hash: '', href: '', protocol: 'file:' }, addEventListener: nothing, localStorage: {} },
    document: {},
    location: {},
    navigator: {},
    self: {},
    performance,
    setTimeout,
    TextDecoder,
    TextEncoder,
  };
}

async function loadImporter(): Promise<Import> {
  const folder = join(dirname(require.resolve('speedscope/package.json')), 'dist/release');
  const bundle = (await readdir(folder)).find((name) => /^speedscope-\w+\.js$/.test(name));
  if (bundle === undefined) throw new Error(`no bundle in ${folder}`);
  const source = await readFile(join(folder, bundle), 'utf8');
  const exported = source.replace(
    /async function (\w+)\(\w+,\w+\)\{return\(await \w+\)\.importProfileGroupFromText\(/,
    'globalThis.importProfileGroupFromText=$1;$&',
  );
  if (exported === source) throw new Error(`speedscope changed: importProfileGroupFromText is not where it was`);
  const page = createContext(pageGlobals());
  try {
    runInContext(exported, page);
  } catch {
    // Drawing, which comes last: there is no document to draw on.
  }
  const found: unknown = runInContext('globalThis.importProfileGroupFromText', page);
  if (typeof found !== 'function') throw new Error('speedscope broke off before its importer was there');
  return found as Import;
}

let importer: Promise<Import> | undefined;

/** Parses a file as the page does when it is dropped there; throws when speedscope does not know the format. */
export async function importIntoSpeedscope(fileName: string, text: string): Promise<ProfileGroup> {
  importer ??= loadImporter();
  const group = await (await importer)(fileName, text);
  if (group === null) throw new Error(`speedscope does not know the format of ${fileName}`);
  return group;
}
