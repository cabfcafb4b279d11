import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Server } from './server.js';

export interface HostMemory {
  /** Resident, workers included. */
  readonly nowBytes: number;
  /** The most since it began. */
  readonly mostBytes: number;
}

/** Of the extension hosts of a server, together. The server's own folder is in their environment, and in nobody else's. */
export async function hostMemory(server: Server): Promise<HostMemory> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(processes.map((pid) => memoryOf(pid, server.folder).catch(() => null)));
  const hosts = found.filter((each) => each !== null);
  if (hosts.length === 0) throw new Error('no extension host runs');
  return {
    nowBytes: hosts.reduce((sum, { nowBytes }) => sum + nowBytes, 0),
    mostBytes: hosts.reduce((sum, { mostBytes }) => sum + mostBytes, 0),
  };
}

async function memoryOf(pid: string, folder: string): Promise<HostMemory | null> {
  const read = (name: string) => readFile(join('/proc', pid, name), 'utf8');
  const [command, environment, status] = await Promise.all(['cmdline', 'environ', 'status'].map(read));
  if (!command.includes('--type=extensionHost') || !environment.includes(folder)) return null;
  const bytes = (name: string) => 1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]);
  return { nowBytes: bytes('VmRSS'), mostBytes: bytes('VmHWM') };
}
