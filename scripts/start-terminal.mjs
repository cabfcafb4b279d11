/** `npm start` without an editor: what was recorded, shown in the terminal. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root, run } from './lib/run.mjs';

const cli = join(root, 'dist', 'cli.js');
// npm runs scripts in the repository; what the user names is meant from where the user stands.
const from = process.env['INIT_CWD'] ?? process.cwd();

/** @type {{ args: string[], cwd: string }[]} */
const examples = [
  { args: ['examples/fibonacci.py'], cwd: root },
  { args: ['examples/orders/main.py'], cwd: root },
];

/**
 * Records a program of the user's, or the examples, and shows where the time went.
 * @param {string[]} own the program and its arguments; empty for the examples
 * @returns {Promise<number>} exit code: that of the user's program
 */
export async function startInTerminal(own) {
  /** @type {string[]} */
  const runs = [];
  let exitCode = 0;
  for (const { args, cwd } of own.length > 0 ? [{ args: own, cwd: from }] : examples) {
    console.log(`\n=== recording ${args.join(' ')}`);
    const { code, folder } = await record(args, cwd);
    if (folder === undefined) return code === 0 ? 1 : code;
    if (code !== 0) console.log(`(the program ended with exit code ${code})`);
    if (own.length > 0) exitCode = code;
    runs.push(folder);
    console.log(`\nWhere the time went:`);
    const top = await run(process.execPath, [cli, 'top', folder, '--limit', '10'], { echo: true });
    if (top.code !== 0) exitCode = top.code;
  }
  for (const folder of runs) await showNext(folder);
  return exitCode;
}

/**
 * Records a program in the terminal it was started from.
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<{ code: number, folder: string | undefined }>} the run's folder, when one was written
 */
export async function record(args, cwd) {
  const child = spawn(process.execPath, [cli, 'record', '--', ...args], { cwd, stdio: ['inherit', 'inherit', 'pipe'] });
  let errors = '';
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (/** @type {string} */ text) => {
    errors += text;
    process.stderr.write(text);
  });
  /** @type {number} */
  const code = await new Promise((resolve) => child.on('close', (status) => resolve(status ?? 1)));
  // The last line that `record` writes to stderr is the path of the run.
  const line = errors.trimEnd().split('\n').at(-1) ?? '';
  const folder = join(line.startsWith('/') ? '' : cwd, line);
  return { code, folder: line !== '' && existsSync(folder) ? folder : undefined };
}

/** @param {string} folder of the run */
async function showNext(folder) {
  const { output } = await run(process.execPath, [cli, 'top', folder, '--limit', '1', '--json']);
  const path = relative(from, folder);
  console.log(`\nWhere to look next in ${path}:`);
  for (const args of [
    ['tree', path, '--depth', '5'],
    ...qualnames(output).map((name) => ['calls', path, '--function', name, '--limit', '5']),
    ['export', path, '--format', 'speedscope', '-o', join(path, 'speedscope.json')],
  ]) {
    console.log(`  ${['node', relative(from, cli), ...args].map(quoted).join(' ')}`);
  }
}

/**
 * What is printed to be copied into a shell holds names from a program.
 * @param {string} word
 */
function quoted(word) {
  return /^[\w./:@-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * @param {string} json what `top --json` printed
 * @returns {string[]}
 */
function qualnames(json) {
  try {
    const rows = /** @type {{ qualname: string }[]} */ (JSON.parse(json));
    return rows.map(({ qualname }) => qualname);
  } catch {
    return [];
  }
}
