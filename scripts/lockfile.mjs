/**
 * Completes package-lock.json with the platform packages that npm leaves out when the registry it asks does not carry
 * them: `npm ci` refuses such a file, on every machine. `--check` only tells. Run it after `npm install` of something.
 *
 * A platform package is an optional dependency at an exact version, such as `@esbuild/linux-x64`. What is added
 * here has no integrity hash, which only the absent package could give.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './lib/run.mjs';

/**
 * @typedef {object} Entry
 * @property {string} [version]
 * @property {string} [resolved]
 * @property {boolean} [dev]
 * @property {boolean} [optional]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 * @property {Record<string, string>} [optionalDependencies]
 *
 * @typedef {{ packages: Record<string, Entry> }} Lockfile
 */

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

/**
 * @param {string} name `@scope/binding-linux-x64-musl`
 * @param {string} version
 * @param {boolean} dev
 * @returns {Entry | undefined} nothing for a package that is not named after a platform
 */
export function platformEntry(name, version, dev) {
  const words = name.split(/[/-]/);
  const os = words.filter((word) => systems.includes(word));
  const cpu = words.filter((word) => processors.includes(word));
  if (os.length !== 1 || cpu.length !== 1) return undefined;
  const libc = words.includes('musl') ? ['musl'] : ['glibc'];
  const named = words.includes('musl') || words.includes('gnu');
  return { version, cpu, ...(dev ? { dev } : {}), ...(named ? { libc } : {}), optional: true, os };
}

/**
 * @param {Lockfile} lockfile
 * @returns {Record<string, Entry>} what it lacks, by its place in node_modules
 */
export function missingEntries({ packages }) {
  /** @type {Record<string, Entry>} */
  const missing = {};
  for (const parent of Object.values(packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      const entry = platformEntry(name, version, parent.dev === true);
      const place = `node_modules/${name}`;
      if (entry !== undefined && packages[place] === undefined) missing[place] = entry;
    }
  }
  return missing;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const file = join(root, 'package-lock.json');
  const lockfile = /** @type {Lockfile} */ (JSON.parse(readFileSync(file, 'utf8')));
  const missing = missingEntries(lockfile);
  const places = Object.keys(missing);
  // A download address would tie the file to one mirror.
  const tied = Object.keys(lockfile.packages).filter((place) => lockfile.packages[place].resolved !== undefined);
  if (process.argv.includes('--check')) {
    for (const place of places) console.error(`package-lock.json lacks ${place}: run node scripts/lockfile.mjs`);
    for (const place of tied) console.error(`package-lock.json names a download address for ${place}`);
    process.exitCode = places.length + tied.length === 0 ? 0 : 1;
  } else {
    const all = Object.entries({ ...lockfile.packages, ...missing });
    const sorted = all.toSorted(([a], [b]) => (a < b ? -1 : 1));
    writeFileSync(file, `${JSON.stringify({ ...lockfile, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
    console.log(`${places.length} platform packages added`);
  }
}
