/**
 * Fails on an import that runs against scripts/layers.mjs, on code outside every layer, on a file whose name says
 * nothing about what it is for, and on a message or list of the editor that is not opened by src/host/window.
 */
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, join, posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bannedFileNames, inTests, layers, surfaces } from './layers.mjs';
import { filesBelow } from './lib/files.mjs';
import { importsOf, usesOf } from './lib/imports.mjs';
import { root } from './lib/run.mjs';

/** @param {string} file */
function isTest(file) {
  return /\.test\.tsx?$/.test(file);
}

/** @param {string} file path from the root, or what an import resolves to */
function layerOf(file) {
  return Object.keys(layers).find((folder) => file.startsWith(`${folder}/`));
}

/**
 * @param {string} file path from the root of the repository
 * @param {string} text
 * @returns {string[]} one sentence for each thing that is wrong
 */
export function problemsIn(file, text) {
  const home = layerOf(file);
  if (home === undefined) return [`${file}: lies in no layer of scripts/layers.mjs`];
  const stem = basename(file).split('.')[0] ?? '';
  const problems = bannedFileNames.includes(stem) ? [`${file}: a file's name says what it is for`] : [];
  for (const found of importsOf(file, text)) {
    const reason = objection(file, home, found);
    if (reason !== undefined) problems.push(`${file}:${found.line}: ${reason}`);
  }
  const isFree = file.startsWith(`${surfaces.folder}/`) || isTest(file);
  if (layers[home]?.packages.includes('vscode') && !isFree) {
    for (const { name, line } of usesOf(file, text, surfaces.names)) {
      problems.push(`${file}:${line}: ${name} is for ${surfaces.folder}, which takes links and icons out of its texts`);
    }
  }
  return problems;
}

/**
 * @param {string} file
 * @param {string} home the layer that the file lies in
 * @param {import('./lib/imports.mjs').Import} found
 * @returns {string | undefined} why the import is forbidden
 */
function objection(file, home, { specifier, typeOnly }) {
  const layer = layers[home];
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(file), specifier);
    const other = layerOf(target);
    if (layer.files?.includes(target)) return undefined;
    if (layer.styles === true && other === home && specifier.endsWith('.css')) return undefined;
    if (!specifier.endsWith('.js')) return `'${specifier}' must end in .js`;
    if (other === home || (other !== undefined && layer.imports.includes(other))) return undefined;
    if (other !== undefined && layer.types.includes(other)) {
      return typeOnly ? undefined : `${home} may import types only from ${other}`;
    }
    if (isTest(file) && inTests.folders.some((folder) => target.startsWith(`${folder}/`))) return undefined;
    return `${home} must not import ${other ?? target}`;
  }
  if (isBuiltin(specifier)) {
    if (!specifier.startsWith('node:')) return `'${specifier}' must be written 'node:${specifier}'`;
    return layer.node || isTest(file) ? undefined : `${home} must not use Node's modules`;
  }
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  const allowed = isTest(file) ? [...layer.packages, ...inTests.packages] : layer.packages;
  return allowed.includes(name) ? undefined : `${home} must not import the package ${name}`;
}

/** @returns {string[]} */
export function checkLayers() {
  const sources = [...filesBelow('src'), ...filesBelow('webview-ui')].filter((file) => /\.[cm]?tsx?$/.test(file));
  return sources.flatMap((file) => problemsIn(file, readFileSync(join(root, file), 'utf8')));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const problems = checkLayers();
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
