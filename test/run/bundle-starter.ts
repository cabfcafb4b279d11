import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..', '..');

/** Bundles the thread that starts programs as the build does, for tests that must not depend on the build. */
export async function bundleStarter(): Promise<string> {
  const outfile = join(root, '.cache', 'starter-test', 'starter.cjs');
  const entryPoints = [join(root, 'src/run/starter.ts')];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'cjs' });
  return outfile;
}
