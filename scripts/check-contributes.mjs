/**
 * Fails when package.json's `contributes` and src/host/contributions.ts disagree, in either direction.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from './lib/run.mjs';

/** @typedef {typeof import('../src/host/contributions.js')} Declared */

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
  /** What package.json must say, for each kind of contribution. */
  /** @type {Record<string, unknown>} */
  const expected = {
    commands: Object.entries(declared.commands).map(([command, { title }]) => ({
      command,
      title,
      category: declared.category,
    })),
  };
  const kinds = new Set([...Object.keys(expected), ...Object.keys(contributes)]);
  return [...kinds]
    .filter((kind) => !isDeepStrictEqual(expected[kind], contributes[kind]))
    .map((kind) => `contributes.${kind}: src/host/contributions.ts means ${JSON.stringify(expected[kind])}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const manifest = /** @type {{ contributes: Record<string, unknown> }} */ (
    JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  );
  const found = differences(await declaredContributions(), manifest.contributes);
  for (const difference of found) console.error(`package.json ${difference}`);
  process.exitCode = found.length === 0 ? 0 : 1;
}
