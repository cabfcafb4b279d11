import { parseSync } from 'oxc-parser';

/**
 * @typedef {object} Import
 * @property {string} specifier
 * @property {boolean} typeOnly erased by the compiler as a whole
 * @property {number} line 1 and up
 */

/**
 * Every node of a file's syntax tree.
 * @param {string} file its name tells the language
 * @param {string} text
 * @returns {Generator<object>}
 */
function* nodesOf(file, text) {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  /** @type {unknown[]} */
  const pending = [program];
  while (pending.length > 0) {
    const node = pending.pop();
    if (typeof node !== 'object' || node === null) continue;
    yield node;
    /** @type {unknown[]} */
    const children = Object.values(node);
    pending.push(...children);
  }
}

/**
 * @param {object} node
 * @param {string} text that it was parsed from
 */
function lineOf(node, text) {
  const start = 'start' in node && typeof node.start === 'number' ? node.start : 0;
  return text.slice(0, start).split('\n').length;
}

/**
 * Every module that a source text names: imports, re-exports, `import()` as value and as type, `require()`.
 * @param {string} file its name tells the language
 * @param {string} text
 * @returns {Import[]}
 */
export function importsOf(file, text) {
  /** @type {Import[]} */
  const found = [];
  for (const node of nodesOf(file, text)) {
    const specifier = specifierOf(node);
    if (specifier !== undefined) found.push({ specifier, typeOnly: isTypeOnly(node), line: lineOf(node, text) });
  }
  return found.toSorted((a, b) => a.line - b.line);
}

/** Where a node keeps a name, a string, or a part of a template. */
const namingKeys = ['name', 'value', 'cooked'];

/**
 * Where a source text uses one of these names: called, taken out of an object, or as a string that could name a member.
 * @param {string} file its name tells the language
 * @param {string} text
 * @param {readonly string[]} names
 * @returns {{ name: string, line: number }[]}
 */
export function usesOf(file, text, names) {
  // Parsing takes a while, and most files hold none of them.
  if (!names.some((name) => text.includes(name))) return [];
  const found = [];
  for (const node of nodesOf(file, text)) {
    const used = Object.entries(node).flatMap(([key, value]) => (namingKeys.includes(key) ? [String(value)] : []));
    const name = names.find((one) => used.includes(one));
    if (name !== undefined) found.push({ name, line: lineOf(node, text) });
  }
  return found.toSorted((a, b) => a.line - b.line);
}

/**
 * @param {object} node
 * @returns {string | undefined}
 */
function specifierOf(node) {
  if ('source' in node) return literal(node.source);
  if ('type' in node && node.type === 'TSExternalModuleReference' && 'expression' in node) {
    return literal(node.expression);
  }
  const isRequire = 'callee' in node && isNamed(node.callee, 'require');
  if (isRequire && 'arguments' in node && Array.isArray(node.arguments)) return literal(node.arguments[0]);
  return undefined;
}

/** @param {object} node */
function isTypeOnly(node) {
  if ('type' in node && node.type === 'TSImportType') return true;
  return ('importKind' in node && node.importKind === 'type') || ('exportKind' in node && node.exportKind === 'type');
}

/** @param {unknown} node */
function literal(node) {
  const isString = typeof node === 'object' && node !== null && 'value' in node && typeof node.value === 'string';
  return isString ? String(node.value) : undefined;
}

/**
 * @param {unknown} node
 * @param {string} name
 */
function isNamed(node, name) {
  return typeof node === 'object' && node !== null && 'name' in node && node.name === name;
}
