import { lstat } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { CodedError } from '../base/result.js';
import type { ErrorCode } from '../base/error-codes.js';
import type { Channel } from './control-channels.js';
import { encodeMessage, longestMessage, takeMessage } from './control-message.js';
import type { Fields } from './control-message.js';

/**
 * Why a process did not do what it was asked to:
 *
 * - `gone`: it has ended, before or meanwhile
 * - `silent`: it did not answer in time, though it is there
 * - `unavailable`: it cannot be asked, and says why
 * - `refused`: it answered that it could not, and why
 */
export type ControlFault = 'gone' | 'silent' | 'unavailable' | 'refused';

const codes: Readonly<Record<ControlFault, ErrorCode>> = {
  gone: 'not-found',
  silent: 'no-answer',
  unavailable: 'no-answer',
  refused: 'io',
};

/** `message` is the process's own words where it has some, else a sentence. */
export class ControlError extends CodedError {
  constructor(
    readonly fault: ControlFault,
    readonly pid: number,
    message: string,
    options?: ErrorOptions,
  ) {
    super(codes[fault], message, options);
    this.name = 'ControlError';
  }
}

/** Whoever is not in C code for longer answers within 50 ms. */
export const usualPatienceMs = 10_000;
const PROBE_MS = 2000;

export interface SnapshotOptions {
  readonly label?: string;
  /** Who asks. */
  readonly reason: 'command' | 'editor';
  /** How long the process may take to begin. A walk that has begun is waited for. */
  readonly patienceMs?: number;
  /** Ends the waiting; the process finishes what it has begun. */
  readonly signal?: AbortSignal;
}

/**
 * Has a process write a heap snapshot. Resolves with its path once it is whole.
 *
 * @throws ControlError
 */
export async function takeSnapshot(channel: Channel, options: SnapshotOptions): Promise<string> {
  const { label = '', reason, patienceMs = usualPatienceMs, signal } = options;
  const answer = await ask(channel, { command: 'snapshot', label, reason }, patienceMs, signal);
  const name = answer.get('file') ?? '';
  const path = join(channel.folder, name);
  // Its word alone is not enough: a name with `..` in it would lead elsewhere.
  if (!/^heap-\d+-\d+\.thheap$/.test(name) || !(await lstat(path).catch(() => null))?.isFile()) {
    throw new ControlError('refused', channel.pid, 'its answer names no snapshot of this run');
  }
  return path;
}

/** Channels behind which there is a process, even if it is too busy to answer. */
export async function listeningOf(channels: readonly Channel[]): Promise<readonly Channel[]> {
  const alive = await Promise.all(channels.map(isThere));
  return channels.filter((_, index) => alive[index]);
}

function isThere({ listening }: Channel): Promise<boolean> {
  if ('unavailable' in listening) return Promise.resolve(true);
  return new Promise((resolve) => {
    const socket = connect(listening.socket);
    const answer = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    // A queue that is full belongs to somebody.
    socket.setTimeout(PROBE_MS, () => answer(true));
    socket.once('connect', () => answer(true));
    socket.once('error', (error: NodeJS.ErrnoException) => answer(error.code === 'EAGAIN'));
  });
}

/** The last message of an answer. */
function ask(
  { pid, listening }: Channel,
  fields: Readonly<Record<string, string>>,
  patienceMs: number,
  signal?: AbortSignal,
): Promise<Fields> {
  if ('unavailable' in listening) return Promise.reject(new ControlError('unavailable', pid, listening.unavailable));
  const { socket: path, token } = listening;
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    let text = '';
    const stop = (error: Error) => {
      socket.destroy();
      reject(error);
    };
    const gone = () => stop(new ControlError('gone', pid, 'the process has ended'));
    const timer = setTimeout(() => {
      stop(new ControlError('silent', pid, `it did not answer within ${patienceMs / 1000} s`));
    }, patienceMs);
    const cancel = () => stop(new CodedError('cancelled', 'Cancelled'));
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted === true) cancel();
    socket.setEncoding('utf8');
    socket.on('connect', () => socket.write(encodeMessage({ protocol: '1', token, ...fields })));
    socket.on('data', (piece: string) => {
      text += piece;
      if (text.length > longestMessage) stop(new ControlError('refused', pid, 'its answer is too long'));
      for (let taken = takeMessage(text); taken !== null; taken = takeMessage(text)) {
        text = taken.rest;
        clearTimeout(timer);
        const status = taken.fields.get('status');
        if (status === 'ok') {
          socket.destroy();
          resolve(taken.fields);
        } else if (status !== 'begun') {
          stop(new ControlError('refused', pid, taken.fields.get('message') ?? 'it does not say why'));
        }
      }
    });
    // ENOENT and ECONNREFUSED: it has ended, or was killed and left the name of its socket.
    socket.on('error', gone);
    socket.on('close', () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      gone();
    });
  });
}
