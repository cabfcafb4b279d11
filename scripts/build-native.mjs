/**
 * `npm run build:native [-- 3.12 3.13] [-- --sanitize]`: the native recorder for every CPython of this machine that has
 * its headers, by the C compiler alone, into python/tracehold/.
 *
 * `npm run build:native -- --cross [linux-arm64 ...]`: the libraries that are shipped, for all platforms or those named, into
 * .cache/native/cross/<platform>/.
 */
import { statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { buildCross, librariesOf, targets } from './lib/cross.mjs';
import { buildNative, withoutCompiler } from './lib/native.mjs';
import { findPythons } from './lib/pythons.mjs';
import { root } from './lib/run.mjs';

const words = process.argv.slice(2);
const wanted = words.filter((word) => !word.startsWith('--'));

process.exitCode = words.includes('--cross')
  ? await buildForPlatforms()
  : await buildHere(words.includes('--sanitize'));

/**
 * @param {boolean} sanitize
 * @returns {Promise<number>} the exit code
 */
async function buildHere(sanitize) {
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
  return failed === 0 && built > 0 ? 0 : 1;
}

/** @returns {Promise<number>} the exit code */
async function buildForPlatforms() {
  let failed = 0;
  for (const target of wanted.length > 0 ? wanted : Object.keys(targets)) {
    try {
      const folder = await buildCross(target);
      const libraries = librariesOf(target);
      const bytes = libraries.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
      console.log(`${target}: ${libraries.length} libraries, ${bytes} bytes, in ${relative(root, folder)}`);
    } catch (error) {
      failed++;
      console.error(`${target}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return failed === 0 ? 0 : 1;
}
