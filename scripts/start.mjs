/**
 * `npm start`: sets up what is missing and opens VS Code with the extension, the examples and the timeline of a run.
 *
 * `npm start -- --headless` shows the examples in the terminal instead, and `npm start -- script.py args...` or
 * `-- -m module args...` a program of yours. In a CI, and where the output is no terminal, nobody could end an editor:
 * there `--editor` asks for one explicitly.
 */
import { setUp } from './setup.mjs';
import { startInEditor } from './start-editor.mjs';
import { startInTerminal } from './start-terminal.mjs';

const HOW_TO = 'To see it in VS Code: npm start in a terminal, or npm start -- --editor';

await setUp();
const [option, ...rest] = process.argv.slice(2);
const isOption = option === '--headless' || option === '--editor';
const program = isOption ? rest : process.argv.slice(2);
const isWatched = process.stdout.isTTY && (process.env['CI'] ?? '') === '';

if (option === '--editor' || (option === undefined && isWatched)) {
  const missing = await startInEditor();
  if (missing !== undefined) {
    console.log(`No editor to open: ${missing}. Here it is in the terminal.`);
    process.exitCode = await startInTerminal([]);
  }
} else {
  process.exitCode = await startInTerminal(program);
  if (option === undefined) console.log(`\n${HOW_TO}`);
}
