import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkLayers, problemsIn } from '../../scripts/check-layers.mjs';
import { layers } from '../../scripts/layers.mjs';

const folders = (parent: string): string[] =>
  readdirSync(new URL(`../../${parent}`, import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);

test('every folder of src is a layer that the rule knows', () => {
  for (const folder of folders('src')) expect(Object.keys(layers)).toContain(`src/${folder}`);
});

test('the arrows of the list have no cycle', () => {
  const rank = new Map(Object.keys(layers).map((name, index) => [name, index]));
  for (const [name, { imports, types }] of Object.entries(layers)) {
    for (const other of [...imports, ...types]) {
      expect(rank.get(other), `${name} -> ${other}`).toBeLessThan(rank.get(name) ?? -1);
    }
  }
});

test('this repository keeps the rule', () => {
  expect(checkLayers()).toEqual([]);
});

test.each<[file: string, text: string, complaint: string]>([
  ['src/trace/a.ts', "import { x } from '../store/b.js';", 'src/trace must not import src/store'],
  ['src/trace/a.ts', "export * from '../worker/b.js';", 'src/trace must not import src/worker'],
  ['src/store/a.ts', "import * as vscode from 'vscode';", 'must not import the package vscode'],
  ['src/cli/a.ts', "import type { Uri } from 'vscode';", 'must not import the package vscode'],
  ['src/cli/a.ts', "type Uri = import('vscode').Uri;", 'must not import the package vscode'],
  ['src/cli/a.ts', "const w = await import('../worker/w.js');", 'src/cli must not import src/worker'],
  ['src/cli/a.ts', "const w = require('../worker/w.js');", 'src/cli must not import src/worker'],
  ['src/rpc/a.ts', "import { Store } from '../store/api.js';", 'types only from src/store'],
  ['src/rpc/a.ts', "import { type Store } from '../store/api.js';", 'types only from src/store'],
  ['src/trace/a.ts', "import { version } from '../../package.json';", 'must end in .js'],
  ['src/base/a.ts', "import { readFileSync } from 'node:fs';", "must not use Node's modules"],
  ['webview-ui/a.ts', "import { join } from 'node:path';", "must not use Node's modules"],
  ['src/format/a.ts', "import { join } from 'path';", "must be written 'node:path'"],
  ['src/format/a.ts', "import { b } from './b';", 'must end in .js'],
  ['src/format/a.ts', "import { test } from 'vitest';", 'must not import the package vitest'],
  ['src/format/a.ts', "import { b } from '../../test/harness/b.js';", 'must not import test/harness/b.js'],
  ['src/elsewhere/a.ts', '', 'lies in no layer'],
  ['src/cli/utils.ts', '', 'says what it is for'],
  ['src/host/a.ts', "void window.showErrorMessage('x');", 'a.ts:1: showErrorMessage is for src/host/window'],
  ['src/host/a.ts', "\nawait vscode.window.showQuickPick(['x']);", 'a.ts:2: showQuickPick is for src/host/window'],
  ['src/host/tree/a.ts', 'const { showInputBox: ask } = window;', 'showInputBox is for src/host/window'],
  ['src/host/a.ts', "void window['showWarningMessage']('x');", 'showWarningMessage is for src/host/window'],
  ['src/host/a.ts', 'void window[`setStatusBarMessage`](`x`);', 'setStatusBarMessage is for src/host/window'],
  ['src/host/a.ts', "const name = 'createQuickPick'; window[name]();", 'createQuickPick is for src/host/window'],
])('%s: %s is refused', (file, text, complaint) => {
  expect(problemsIn(file, text).join('\n')).toContain(complaint);
});

test.each<[file: string, text: string]>([
  ['src/cli/a.ts', "import { version } from '../../package.json';"],
  ['src/store/a.ts', "import { x } from '../trace/b.js'; import initSqlJs from 'sql.js';"],
  ['src/rpc/a.ts', "import type { Store } from '../store/api.js';"],
  ['src/rpc/a.ts', "export type { Store } from '../store/api.js';"],
  ['src/host/a.ts', "import * as vscode from 'vscode'; import { join } from 'node:path';"],
  ['src/host/window/a.ts', "void window.showErrorMessage('x');"],
  ['src/host/a.test.ts', "void window.showErrorMessage('x');"],
  ['src/host/a.ts', '// showErrorMessage\nvoid window.showTextDocument(uri);'],
  ['src/base/a.test.ts', "import { test } from 'vitest'; import { readFileSync } from 'node:fs';"],
  ['src/format/a.test.ts', "import { record } from '../../test/harness/record.js'; import fc from 'fast-check';"],
])('%s: %s is allowed', (file, text) => {
  expect(problemsIn(file, text)).toEqual([]);
});
