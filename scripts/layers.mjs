/**
 * Which layer may import which, as data. docs/architecture.md explains the arrows; this file decides.
 *
 * @typedef {object} Layer
 * @property {string[]} imports layers it may import
 * @property {string[]} types layers of which it may import types only
 * @property {string[]} packages npm packages it may import
 * @property {string[]} [files] single files outside every layer that it may import
 * @property {boolean} [styles] whether it may import style sheets, which the bundler collects
 * @property {boolean} node whether it may use Node's own modules
 */

/** @type {Record<string, Layer>} */
export const layers = {
  'src/base': { imports: [], types: [], packages: [], node: false },
  'src/format': { imports: ['src/base'], types: [], packages: ['msgpackr'], node: true },
  'src/trace': { imports: ['src/base', 'src/format'], types: [], packages: [], node: true },
  'src/heap': { imports: ['src/base', 'src/format'], types: [], packages: [], node: true },
  'src/run': { imports: ['src/base'], types: [], packages: [], node: true },
  'src/store': {
    imports: ['src/base', 'src/format', 'src/trace', 'src/heap'],
    types: [],
    packages: ['sql.js'],
    node: true,
  },
  'src/export': { imports: ['src/base', 'src/trace', 'src/heap'], types: ['src/store'], packages: [], node: true },
  'src/rpc': {
    imports: ['src/base'],
    types: ['src/run', 'src/trace', 'src/heap', 'src/store'],
    packages: [],
    node: false,
  },
  'src/worker': {
    imports: ['src/base', 'src/run', 'src/format', 'src/trace', 'src/heap', 'src/store', 'src/export', 'src/rpc'],
    types: [],
    packages: [],
    node: true,
  },
  'src/cli': {
    imports: ['src/base', 'src/run', 'src/format', 'src/trace', 'src/heap', 'src/store', 'src/export', 'src/rpc'],
    types: [],
    packages: [],
    files: ['package.json'],
    node: true,
  },
  // The models live in the worker: what the editor's own process knows of them is their types.
  'src/host': {
    imports: ['src/base', 'src/run', 'src/rpc'],
    types: ['src/trace', 'src/heap', 'src/store'],
    packages: ['vscode', '@vscode/python-extension'],
    node: true,
  },
  'webview-ui': {
    imports: ['src/base', 'src/rpc'],
    types: ['src/trace', 'src/heap', 'src/store'],
    packages: ['preact', '@preact/signals'],
    styles: true,
    node: false,
  },
};

/**
 * What opens a surface of the editor that makes links and icons of its texts. One folder takes them out, and so only that
 * folder opens one.
 */
export const surfaces = {
  folder: 'src/host/window',
  names: [
    'showErrorMessage',
    'showWarningMessage',
    'showInformationMessage',
    'setStatusBarMessage',
    'showQuickPick',
    'createQuickPick',
    'showInputBox',
    'createInputBox',
    'withProgress',
  ],
};

/** What a test beside its subject may import on top: it runs on Node, and shared fixtures lie in test/. */
export const inTests = { packages: ['vitest', 'fast-check'], folders: ['test'] };

/** Names that say nothing about what a file is for. */
export const bannedFileNames = ['utils', 'util', 'helpers', 'helper', 'misc', 'common'];
