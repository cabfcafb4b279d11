/** The process around the command line: nothing else here knows of `process.exit`. */
import { isMainThread } from 'node:worker_threads';
import { exportWorker } from './export-thread.js';
import { runCli } from './run-cli.js';
import { standardTerminal } from './terminal.js';

async function main(): Promise<void> {
  const { argv, env } = process;
  process.exitCode = await runCli({ argv: argv.slice(2), terminal: standardTerminal(env), cwd: process.cwd(), env });
}

// Only a stderr that nobody reads any more gets here: every other failure has been said.
(isMainThread ? main() : exportWorker()).catch(() => {
  process.exitCode = 1;
});
