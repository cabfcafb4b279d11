import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  environmentVariable,
  findShim,
  holdsVariable,
  taskCommandLine,
  withShim,
  withoutVariables,
} from './command-line.js';

let work: string;

beforeEach(async () => {
  work = await realpath(await mkdtemp(join(tmpdir(), 'tracehold ${command:x} \'é" ')));
});
afterEach(() => rm(work, { recursive: true }));

test('a task runs the program with its words, variables and folder, whatever they hold', async () => {
  const script = join(work, 'a${file}.py');
  const folder = join(work, 'run');
  await mkdir(folder);
  // Beside the script, where the recorder's own imports must not look.
  for (const name of ['struct', 'json', 'time', 'zlib'])
    await writeFile(join(work, `${name}.py`), 'raise SystemExit(9)');
  const wanted = 'sys.argv[1:], os.getcwd(), os.environ.get("A"), os.environ.get("B")';
  await writeFile(script, `import os, sys; print(ascii([${wanted}]))`);
  const words = ['${command:y}', '$', '$-', '$-{', '', 'a b', '"\\\'', 'ü'];
  const options = ['--exclude=${workspaceFolder}/*'];
  const args = taskCommandLine(resolve('python'), work, { folder, options, target: [script, ...words] });
  expect(args.filter(holdsVariable)).toEqual([]);
  const env = {
    ...process.env,
    PYTHONUTF8: '1',
    B: 'x',
    [environmentVariable]: withoutVariables(JSON.stringify({ A: '${command:z}$-', B: null })),
  };
  const { stdout } = await promisify(execFile)('python3', args, { env });
  expect(JSON.parse(await inJson(stdout))).toEqual([words, work, '${command:z}$-', null]);
  expect(await readdir(folder)).toContainEqual(expect.stringMatching(/^trace-\d+\.thtrace$/));
});

/** What `ascii()` printed, as JSON. */
async function inJson(printed: string): Promise<string> {
  const code = 'import ast, json, sys; print(json.dumps(ast.literal_eval(sys.argv[1])))';
  return (await promisify(execFile)('python3', ['-c', code, printed])).stdout;
}

test('the shim goes before what PYTHONPATH holds', () => {
  expect(withShim({}, '/shim')['PYTHONPATH']).toBe('/shim');
  expect(withShim({ PYTHONPATH: '/mine', X: 'y' }, '/shim')).toMatchObject({ X: 'y', TRACEHOLD_QUIET: '1' });
  expect(withShim({ PYTHONPATH: '/mine' }, '/shim')['PYTHONPATH']).toMatch(/^\/shim[:;]\/mine$/);
});

test('a shim that is not there is a fault of the installation', async () => {
  expect(await findShim(resolve('.'))).toBe(resolve('python'));
  await expect(findShim(work)).rejects.toMatchObject({ code: 'internal' });
});
