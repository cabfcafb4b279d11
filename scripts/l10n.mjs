/**
 * Collects the texts of `l10n.t` calls into l10n/bundle.l10n.json, in the format of @vscode/l10n-dev, where translators
 * find them. `node scripts/l10n.mjs` writes, `--check` only compares and exits 1 on drift.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseSync, Visitor } from 'oxc-parser';
import { filesBelow } from './lib/files.mjs';
import { root } from './lib/run.mjs';

/** @typedef {import('oxc-parser').CallExpression} CallExpression */

const bundle = join(root, 'l10n', 'bundle.l10n.json');

/**
 * @param {string} file
 * @param {string} source
 * @returns {{ texts: string[], problems: string[] }} texts as they stand, in order
 */
export function textsOf(file, source) {
  /** @type {string[]} */
  const texts = [];
  /** @type {string[]} */
  const problems = [];
  /** @param {CallExpression} call */
  const look = (call) => {
    if (!isTranslation(call)) return;
    const line = source.slice(0, call.start).split('\n').length;
    const [message, ...rest] = call.arguments;
    if (message?.type !== 'Literal' || typeof message.value !== 'string') {
      problems.push(`${file}:${line}: the text of l10n.t must be a plain string, or nobody can translate it`);
      return;
    }
    texts.push(message.value);
    const most = Math.max(-1, ...[...message.value.matchAll(/\{(\d+)\}/g)].map(([, place]) => Number(place)));
    // With a spread nobody knows how many there are.
    if (rest.some(({ type }) => type === 'SpreadElement') || most + 1 === rest.length) return;
    problems.push(`${file}:${line}: "${message.value}" has places for ${most + 1} parts, and is given ${rest.length}`);
  };
  new Visitor({ CallExpression: look }).visit(parseSync(file, source).program);
  return { texts, problems };
}

/** @param {CallExpression} call whether it is `l10n.t(...)`, also of the whole `vscode` */
function isTranslation({ callee }) {
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier' || callee.property.name !== 't') {
    return false;
  }
  const of = callee.object.type === 'MemberExpression' ? callee.object.property : callee.object;
  return of.type === 'Identifier' && of.name === 'l10n';
}

/** @param {string[]} texts @returns {string} the bundle: every text once, under itself, in an order of its own */
export function bundleOf(texts) {
  const entries = [...new Set(texts)].toSorted().map((text) => [text, text]);
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const files = filesBelow('src').filter((file) => /(?<!\.test)\.ts$/.test(file));
  const found = files.map((file) => textsOf(file, readFileSync(join(root, file), 'utf8')));
  const wanted = bundleOf(found.flatMap(({ texts }) => texts));
  const problems = found.flatMap((each) => each.problems);
  if (!process.argv.includes('--check')) {
    mkdirSync(join(bundle, '..'), { recursive: true });
    writeFileSync(bundle, wanted);
  } else if (read(bundle) !== wanted) {
    problems.push('l10n/bundle.l10n.json is not what the sources say: run node scripts/l10n.mjs');
  }
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
