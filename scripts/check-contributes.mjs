/**
 * Fails when package.json's `contributes` and src/host/contributions.ts disagree, in either direction.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from './lib/run.mjs';

/** @typedef {typeof import('../src/host/contributions.js')} Declared */

/**
 * @typedef {object} Contributes
 * @property {{ command: string, title: string, category: string }[]} [commands]
 * @property {{ properties: Record<string, { default: unknown }> }} [configuration]
 * @property {Record<string, { id: string }[]>} [views]
 * @property {{ viewType: string }[]} [customEditors]
 */

/** @returns {Promise<Declared>} */
export async function declaredContributions() {
  const bundle = await build({
    absWorkingDir: root,
    entryPoints: ['src/host/contributions.ts'],
    bundle: true,
    format: 'esm',
    write: false,
  });
  const code = Buffer.from(bundle.outputFiles[0]?.contents ?? []).toString('base64');
  return /** @type {Declared} */ (await import(`data:text/javascript;base64,${code}`));
}

/**
 * @param {Declared} declared
 * @param {Record<string, unknown>} contributes
 * @returns {string[]} one sentence for each difference
 */
export function differences(declared, contributes) {
  const given = /** @type {Contributes} */ (contributes);
  /** What both must say alike. */
  /** @type {[what: string, declared: unknown, found: unknown][]} */
  const pairs = [
    [
      'commands',
      Object.entries(declared.commands).map(([command, { title }]) => [command, title, declared.category]),
      (given.commands ?? []).map(({ command, title, category }) => [command, title, category]),
    ],
    [
      'configuration.properties',
      declared.settings,
      Object.fromEntries(
        Object.entries(given.configuration?.properties ?? {}).map(([id, { default: value }]) => [id, value]),
      ),
    ],
    [
      'views',
      Object.values(declared.views),
      Object.values(given.views ?? {}).flatMap((list) => list.map(({ id }) => id)),
    ],
    [
      'customEditors',
      [declared.viewTypes.recording, declared.viewTypes.snapshot],
      (given.customEditors ?? []).map(({ viewType }) => viewType),
    ],
  ];
  const found = pairs
    .filter(([, expected, actual]) => !isDeepStrictEqual(expected, actual))
    .map(([what, expected]) => `contributes.${what}: src/host/contributions.ts means ${JSON.stringify(expected)}`);
  // Whatever else speaks of an id of ours, a menu, a `when` clause or a link in a text, must mean one that is declared.
  const known = new Set([
    ...Object.keys(declared.commands),
    ...Object.keys(declared.settings),
    ...Object.values(declared.contextKeys),
    ...Object.values(declared.viewTypes),
    // Every view can be asked for by a command of its own.
    ...Object.values(declared.views).flatMap((view) => [view, `${view}.focus`]),
  ]);
  const others = JSON.stringify({ ...contributes, commands: undefined, configuration: undefined });
  for (const [id] of others.matchAll(/(?<![\w/.])tracehold(?:\.\w+)+/g)) {
    // The extension itself, as PUBLISHER.NAME.
    if (known.has(id) || id === 'tracehold.tracehold') continue;
    found.push(`contributes: ${id} is not declared in src/host/contributions.ts`);
  }
  return found;
}

/** Of a picture in a walkthrough: six steps in four themes must stay a small part of the package. */
const LARGEST_PICTURE = 100_000;

/**
 * @typedef {object} Walkthrough
 * @property {{ id: string, media: { image?: Record<string, string>, altText?: string } }[]} steps
 */

/**
 * @param {Record<string, unknown>} contributes
 * @param {(path: string) => number | undefined} sizeOf bytes of a file of the extension
 * @returns {string[]} one sentence for each picture that is missing, too large or without words
 */
export function pictureProblems(contributes, sizeOf) {
  const walkthroughs = /** @type {Walkthrough[]} */ (contributes['walkthroughs'] ?? []);
  return walkthroughs
    .flatMap(({ steps }) => steps)
    .flatMap(({ id, media: { image = {}, altText = '' } }) => {
      const missing = ['light', 'dark', 'hc', 'hcLight'].filter((theme) => !(theme in image));
      const unfit = Object.values(image).filter((path) => (sizeOf(path) ?? Infinity) > LARGEST_PICTURE);
      return [
        ...(altText === '' ? [`contributes.walkthroughs: ${id} has no altText`] : []),
        ...missing.map((theme) => `contributes.walkthroughs: ${id} has no picture for ${theme}`),
        ...unfit.map((path) => `contributes.walkthroughs: ${path} is not there, or larger than 100 KB`),
      ];
    });
}

/**
 * Texts of package.json are keys of package.nls.json (`%command.stop%`), where translations find them.
 *
 * @param {string} manifest
 * @param {Record<string, string>} texts
 * @returns {{ manifest: string, problems: string[] }} the manifest with its texts in place
 */
export function withTexts(manifest, texts) {
  const used = new Set();
  /** @type {string[]} */
  const problems = [];
  const filled = manifest.replace(/"%([^%"]+)%"/g, (whole, /** @type {string} */ key) => {
    used.add(key);
    const text = texts[key];
    if (text === undefined) problems.push(`package.nls.json has no ${key}`);
    return JSON.stringify(text ?? whole);
  });
  for (const key of Object.keys(texts)) if (!used.has(key)) problems.push(`package.nls.json: nobody uses ${key}`);
  return { manifest: filled, problems };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const texts = /** @type {Record<string, string>} */ (
    JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8'))
  );
  const { manifest, problems } = withTexts(readFileSync(join(root, 'package.json'), 'utf8'), texts);
  const { contributes } = /** @type {{ contributes: Record<string, unknown> }} */ (JSON.parse(manifest));
  const sizeOf = (/** @type {string} */ path) => statSync(join(root, path), { throwIfNoEntry: false })?.size;
  const found = [
    ...problems,
    ...differences(await declaredContributions(), contributes),
    ...pictureProblems(contributes, sizeOf),
  ];
  for (const difference of found) console.error(`package.json ${difference}`);
  process.exitCode = found.length === 0 ? 0 : 1;
}
