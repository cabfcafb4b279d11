/**
 * Collects the texts of `l10n.t` calls of the host and of `t` calls of the webview into l10n/bundle.l10n.json, in the
 * format of @vscode/l10n-dev, where translators find them. `node scripts/l10n.mjs` writes, `--check` only compares and exits 1 on drift.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseSync, Visitor } from 'oxc-parser';
import { filesBelow } from './lib/files.mjs';
import { root } from './lib/run.mjs';

/** @typedef {import('oxc-parser').CallExpression} CallExpression */
/** @typedef {import('oxc-parser').JSXAttribute} JSXAttribute */

const bundle = join(root, 'l10n', 'bundle.l10n.json');

/** Attributes of elements and components that people read or hear. */
const readAttributes = new Set(['aria-label', 'aria-valuetext', 'title', 'placeholder', 'label', 'alt']);

/**
 * @param {string} file below webview-ui/ the function is called `t`, elsewhere it is `l10n.t`
 * @param {string} source
 * @returns {{ texts: string[], problems: string[] }} texts as they stand, in order
 */
export function textsOf(file, source) {
  /** @type {string[]} */
  const texts = [];
  /** @type {string[]} */
  const problems = [];
  const inWebview = file.startsWith('webview-ui/');
  /** @param {{ start: number }} node @param {string} what */
  const complain = ({ start }, what) => {
    problems.push(`${file}:${source.slice(0, start).split('\n').length}: ${what}`);
  };
  /** @param {CallExpression} call */
  const look = (call) => {
    if (!isTranslation(call, inWebview)) return;
    const [message, ...rest] = call.arguments;
    if (message?.type !== 'Literal' || typeof message.value !== 'string') {
      complain(call, `the text of ${inWebview ? 't' : 'l10n.t'} must be a plain string, or nobody can translate it`);
      return;
    }
    texts.push(message.value);
    const most = Math.max(-1, ...[...message.value.matchAll(/\{(\d+)\}/g)].map(([, place]) => Number(place)));
    // With a spread nobody knows how many there are.
    if (rest.some(({ type }) => type === 'SpreadElement') || most + 1 === rest.length) return;
    complain(call, `"${message.value}" has places for ${most + 1} parts, and is given ${rest.length}`);
  };
  /** @param {{ start: number }} node @param {string} text */
  const lookAtWords = (node, text) => {
    if (/\p{L}/u.test(text)) complain(node, `"${text.trim()}" must go through t, or nobody can translate it`);
  };
  /** @param {JSXAttribute} attribute */
  const lookAtAttribute = ({ name, value }) => {
    if (name.type !== 'JSXIdentifier' || !readAttributes.has(name.name)) return;
    if (value?.type === 'Literal' && typeof value.value === 'string') lookAtWords(value, value.value);
  };
  new Visitor({
    CallExpression: look,
    JSXText: (node) => lookAtWords(node, node.value),
    JSXAttribute: lookAtAttribute,
  }).visit(parseSync(file, source).program);
  return { texts, problems };
}

/**
 * @param {CallExpression} call
 * @param {boolean} inWebview
 * @returns {boolean} whether it is `t(...)` there, and elsewhere `l10n.t(...)`, also of the whole `vscode`
 */
function isTranslation({ callee }, inWebview) {
  if (inWebview) return callee.type === 'Identifier' && callee.name === 't';
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
  const files = ['src', 'webview-ui'].flatMap(filesBelow).filter((file) => /(?<!\.test)\.tsx?$/.test(file));
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
