import { join, resolve } from 'node:path';
import { isFolder, isRun, listRuns, runsFolderName } from '../run/runs.js';
import { CliError } from './fault.js';

/**
 * The folder that RUN means: a run's folder by its path, else the one name below .tracehold that is it or begins with
 * it, else (nothing, or 'latest') the newest that recorded something.
 */
export async function findRun(cwd: string, given: string | undefined): Promise<string> {
  const path = resolve(cwd, given ?? '');
  if (given !== undefined && given !== '' && (await isRun(path))) return path;
  const runs = await listRuns(cwd);
  if (given === undefined || given === 'latest') {
    // A run that recorded nothing is only meant when there is no other.
    const newest = runs.find(({ recordings }) => recordings > 0) ?? runs[0];
    if (newest !== undefined) return newest.path;
    throw new CliError('not-found', `No runs in ${join(cwd, runsFolderName)}`, {
      todo: `Record one: 'tracehold record -- script.py', or give a run's folder`,
    });
  }
  const exact = runs.find(({ name }) => name === given);
  if (exact !== undefined) return exact.path;
  const matches = runs.filter(({ name }) => given !== '' && name.startsWith(given));
  const [match] = matches;
  if (match !== undefined && matches.length === 1) return match.path;
  if (matches.length > 1) {
    const names = matches.slice(0, 5).map(({ name }) => name);
    throw new CliError('not-found', `'${given}' may mean ${matches.length} runs: ${names.join(', ')}`, {
      todo: 'Give more of its name',
    });
  }
  if (given !== '' && (await isFolder(path))) {
    throw new CliError('not-a-recording', `${path} holds no recording`);
  }
  throw new CliError('not-found', `No run '${given}'`);
}
