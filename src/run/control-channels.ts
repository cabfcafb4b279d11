import { lstat, readFile, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { longestMessage, takeMessage } from './control-message.js';

/** A process of a run that listens, or says why it does not. */
export interface Channel {
  readonly folder: string;
  readonly pid: number;
  /** How the process came to be: 'run', 'api', 'child' or 'fork'. */
  readonly origin: string;
  readonly listening: { readonly socket: string; readonly token: string } | { readonly unavailable: string };
  /** When it began to listen, in milliseconds since 1970. */
  readonly sinceMs: number;
}

const fileName = /^control-\d+(?:-\d+)?\.txt$/;
const socketName = /^control-\d+(?:-\d+)?\.sock$/;
const temporaryFolder = /^tracehold-[\da-f]{16}$/;
/** A run may have thousands of children, and those that were killed leave their files. */
const MOST = 1000;

/** Processes that said so in the run's folder, those first that were there first. Some may have been killed since. */
export async function findChannels(folder: string): Promise<readonly Channel[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const files = names.filter((name) => fileName.test(name)).slice(0, MOST);
  const found = await Promise.all(files.map((name) => readChannel(folder, name).catch(() => null)));
  return found.filter((channel) => channel !== null).toSorted((a, b) => a.sinceMs - b.sinceMs);
}

async function readChannel(folder: string, name: string): Promise<Channel | null> {
  const path = join(folder, name);
  const status = await lstat(path);
  if (!status.isFile() || status.size > longestMessage) return null;
  const fields = takeMessage(await readFile(path, 'utf8'))?.fields;
  const pid = Number(fields?.get('pid'));
  if (fields === undefined || !Number.isSafeInteger(pid) || pid <= 0) return null;
  const described = { folder, pid, origin: fields.get('origin') ?? '', sinceMs: status.mtimeMs };
  const unavailable = fields.get('unavailable');
  if (unavailable !== undefined) return { ...described, listening: { unavailable } };
  const socket = fields.get('socket') ?? '';
  const token = fields.get('token') ?? '';
  return (await isOfRun(socket, folder)) ? { ...described, listening: { socket, token } } : null;
}

/**
 * A run folder may come from anywhere, and must not have us speak to any socket of this machine: it is the run's own, or one in
 * a folder that the recorder made for it among the temporary files, where nobody but we ourselves can.
 */
async function isOfRun(socket: string, folder: string): Promise<boolean> {
  const parent = dirname(socket);
  if (!socketName.test(basename(socket)) || !(await lstat(socket)).isSocket()) return false;
  if ((await realpath(parent)) === (await realpath(folder))) return true;
  const { uid, mode } = await lstat(parent);
  return temporaryFolder.test(basename(parent)) && uid === process.getuid?.() && (mode & 0o077) === 0;
}
