import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository, whatever directory the command was given from. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] below the repository, which it is by default
 * @property {NodeJS.ProcessEnv} [env] added to the environment
 * @property {boolean} [echo] also show the output while it appears
 * @property {number} [timeoutMs] kills the program after this long
 *
 * @typedef {object} RunResult
 * @property {number} code the exit code; 127 when the program could not be started, 128 + n for a signal
 * @property {string} output stdout and stderr as they came
 * @property {number} durationMs
 */

/**
 * Runs a program without a shell. A failure is a result, never an exception.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 */
export function run(command, args, options = {}) {
  const started = Date.now();
  return new Promise((resolve) => {
    /** @type {string[]} */
    const parts = [];
    const child = spawn(command, args, {
      cwd: join(root, options.cwd ?? '.'),
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs, killSignal: 'SIGKILL' }),
    });
    /** @param {number} code */
    const finish = (code) => resolve({ code, output: parts.join(''), durationMs: Date.now() - started });
    for (const [stream, target] of /** @type {const} */ ([
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ])) {
      stream.setEncoding('utf8');
      stream.on('data', (/** @type {string} */ text) => {
        parts.push(text);
        if (options.echo === true) target.write(text);
      });
    }
    child.on('error', (error) => {
      parts.push(`${command}: ${error.message}\n`);
      finish(127);
    });
    child.on('close', (code, signal) => {
      if (signal !== null) parts.push(`\n${command} was ended by ${signal}\n`);
      finish(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/**
 * Runs the program of an installed npm package by its JavaScript file, so that no PATH and no shell is involved.
 * @param {string} file path below node_modules
 * @param {string[]} args
 * @param {RunOptions} [options]
 */
export function runNode(file, args, options) {
  return run(process.execPath, [join(root, 'node_modules', file), ...args], options);
}
