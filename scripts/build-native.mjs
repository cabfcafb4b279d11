/**
 * `npm run build:native [-- 3.12 3.13] [-- --sanitize]`: the native recorder for every CPython of this machine that has
 * its headers, by the C compiler alone, into python/tracehold/.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findPythons } from './lib/pythons.mjs';
import { root, run } from './lib/run.mjs';

const source = join(root, 'python', 'native');
const strict = ['-std=c11', '-Wall', '-Wextra', '-Werror', '-fvisibility=hidden', '-fno-semantic-interposition'];
const sanitizers = ['-O1', '-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=undefined', '-fno-omit-frame-pointer'];

const words = process.argv.slice(2);
const sanitize = words.includes('--sanitize');
const wanted = words.filter((word) => !word.startsWith('--'));

const question = [
  'import sysconfig',
  'print(sysconfig.get_path("include"), sysconfig.get_path("platinclude"), sysconfig.get_config_var("EXT_SUFFIX"), sep="\\n")',
].join('\n');

const files = readdirSync(source)
  .filter((name) => name.endsWith('.c'))
  .map((name) => join(source, name));
let failed = 0;
let built = 0;
for (const python of await findPythons()) {
  if (wanted.length > 0 && !wanted.includes(`3.${python.minor}`)) continue;
  const { output } = await run(python.path, ['-I', '-c', question]);
  const [include = '', platform = '', suffix = ''] = output.trim().split('\n');
  if (!existsSync(join(include, 'Python.h'))) {
    console.log(`Python ${python.version}: no headers`);
    continue;
  }
  const target = join(root, 'python', 'tracehold', `_tracehold_native${suffix}`);
  const args = [...strict, ...(sanitize ? sanitizers : ['-O2', '-g', '-flto'])];
  // The interpreter's own headers are not held to our warnings.
  args.push('-isystem', include, '-isystem', platform, '-isystem', join(include, 'internal'));
  args.push('-shared', '-fPIC', ...(process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : []));
  const result = await run(process.env['CC'] ?? 'cc', [...args, ...files, '-o', target]);
  console.log(`Python ${python.version}: ${result.code === 0 ? target : `failed\n${result.output}`}`);
  if (result.code === 0) built++;
  else failed++;
}
if (built === 0 && failed === 0) console.error('no CPython with headers was found');
process.exitCode = failed === 0 && built > 0 ? 0 : 1;
