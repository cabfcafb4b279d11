/**
 * `npm run build:native [-- 3.12 3.13] [-- --sanitize]`: the native recorder for every CPython of this machine that has
 * its headers, by the C compiler alone, into python/tracehold/.
 */
import { join } from 'node:path';
import { buildNative, withoutCompiler } from './lib/native.mjs';
import { findPythons } from './lib/pythons.mjs';
import { root } from './lib/run.mjs';

const words = process.argv.slice(2);
const sanitize = words.includes('--sanitize');
const wanted = words.filter((word) => !word.startsWith('--'));

const missing = await withoutCompiler();
let built = 0;
let failed = 0;
for (const python of missing === undefined ? await findPythons() : []) {
  if (wanted.length > 0 && !wanted.includes(`3.${python.minor}`)) continue;
  const result = await buildNative(python, join(root, 'python', 'tracehold'), { sanitize });
  if ('library' in result) built++;
  if ('failure' in result) failed++;
  const [outcome = ''] = Object.values(result);
  console.log(`Python ${python.version}: ${'failure' in result ? `failed\n${outcome}` : outcome}`);
}
if (built === 0 && failed === 0) console.error(missing ?? 'no CPython with headers was found');
process.exitCode = failed === 0 && built > 0 ? 0 : 1;
