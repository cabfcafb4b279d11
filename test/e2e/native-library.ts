import { buildNative, nativeFolder, withoutCompiler } from '../../scripts/lib/native.mjs';
import { findPythons } from '../../scripts/lib/pythons.mjs';
import { run } from '../../scripts/lib/run.mjs';

/**
 * A folder with the native recorder's library for the Python that the sessions of tests use (`session.ts`), made of these very
 * sources; or why there is none.
 */
export async function nativeLibrary(): Promise<{ readonly folder: string } | { readonly missing: string }> {
  const without = await withoutCompiler();
  if (without !== undefined) return { missing: without };
  const python = (await findPythons()).at(-1);
  if (python === undefined) return { missing: 'no CPython' };
  const folder = nativeFolder();
  const built = await buildNative(python, folder);
  if ('missing' in built) return built;
  if ('failure' in built) throw new Error(`the native recorder does not compile\n${built.failure}`);
  const question = 'from tracehold import _native; print(_native.unfit())';
  const { output } = await run(python.path, ['-c', question], { cwd: 'python', env: { TRACEHOLD_NATIVE: folder } });
  const unfit = output.trim();
  return unfit === '' ? { folder } : { missing: unfit };
}
