/** CPython's own test modules end under the recorder, with `--all`, as they do by themselves: test by test. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, test } from 'vitest';
import { knownEffects } from './transparency/known.js';
import { Workplace, launch, leftOut, pythons, record, say, targets } from './support/machine.js';
import type { Python } from './support/machine.js';

const place = new Workplace();
afterAll(() => place.remove());

/**
 * Not among them: test_sys_setprofile, test_sys_settrace, test_monitoring and test_cprofile, whose subject is the hook
 * that the recorder occupies, and modules that take minutes.
 */
const modules = [
  'test.test_generators',
  'test.test_coroutines',
  'test.test_asyncgen',
  'test.test_contextlib',
  'test.test_dataclasses',
  'test.test_functools',
  'test.test_exceptions',
  'test.test_threading.LockTests',
  'test.test_threading.ConditionTests',
  'test.test_threading.SemaphoreTests',
];

/** A test's outcome by its id, and the last line of what a failed one said. */
type Outcomes = ReadonlyMap<string, { readonly outcome: string; readonly last: string }>;

test.for(leftOut)('CPython 3.$minor', ({ why }, { skip }) => skip(why));

describe.concurrent.each(pythons)('CPython $version', (python) => {
  test.for(modules)('%s', async (module, context) => {
    if (!(await hasModule(python, module))) context.skip('this build of CPython comes without its tests');
    const alone = await run(python, module, 'alone');
    const recorded = await run(python, module, 'recorded');
    const changed = changesOf(alone, recorded);
    const hooked = changed.length === 0 ? alone : await run(python, module, 'empty hook');
    const wrong: string[] = [];
    for (const { id, before, after, last } of changed) {
      const line = `${id}: ${before} by itself, ${after} recorded: ${last}`;
      const known = knownEffects.find((effect) => effect.tests.test(id) && effect.on(python.minor));
      const reason = hooked.get(id)?.outcome === after ? 'so it does under an empty hook' : known?.reason;
      if (reason === undefined) wrong.push(line);
      else say(`CPython ${python.version}: ${line} (${reason})`);
    }
    say(`CPython ${python.version}, ${module}: ${alone.size} outcomes by itself, ${recorded.size} recorded`);
    context.expect(wrong).toEqual([]);
    context.expect(alone.size).toBeGreaterThan(0);
  });
});

async function hasModule(python: Python, module: string): Promise<boolean> {
  const [, name] = module.split('.');
  const question = `import importlib.util as u; print(bool(u.find_spec('test') and u.find_spec('test.${name}')))`;
  return (await launch(python.path, ['-c', question], { cwd: place.folder })).stdout.trim() === 'True';
}

/** Tests that end in another way, or in only one of the runs. */
function changesOf(alone: Outcomes, recorded: Outcomes) {
  const absent = { outcome: 'not run', last: '' };
  return [...new Set([...alone.keys(), ...recorded.keys()])]
    .map((id) => {
      const { outcome: after, last } = recorded.get(id) ?? absent;
      return { id, before: (alone.get(id) ?? absent).outcome, after, last };
    })
    .filter(({ before, after }) => before !== after);
}

let runs = 0;

async function run(python: Python, module: string, how: 'alone' | 'recorded' | 'empty hook'): Promise<Outcomes> {
  const name = `${++runs}`;
  const cwd = place.path(`cwd-${name}`);
  await mkdir(cwd);
  const file = place.path(`outcomes-${name}`);
  const command = [join(targets, 'outcomes.py'), ...(how === 'empty hook' ? ['--empty-hook'] : []), file, module];
  const { code, output } =
    how === 'recorded'
      ? await record(python.path, place.path(`run-${name}`), ['--all'], command, { cwd })
      : await launch(python.path, command, { cwd });
  // What was written before an interpreter died is compared, too; the tests that are missing say that it did.
  const text = await readFile(file, 'utf8').catch(() => '');
  if (text === '') throw new Error(`${module} ended with ${code} before its first test:\n${output.slice(-3000)}`);
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const [outcome, id, last] = line.split('\t');
      return [id, { outcome, last }];
    }),
  );
}
