/** `npm run format` for the Python side: applies the pinned ruff's safe fixes and its format. */
import { pythonTools, ruffCache } from './lib/python-tools.mjs';
import { run } from './lib/run.mjs';

const tools = await pythonTools();
if ('missing' in tools) {
  console.error(`Python was not formatted: ${tools.missing}`);
  process.exit(1);
}
await run(tools.ruff, ['check', '--fix-only', '--quiet', ...ruffCache, 'python'], { echo: true });
const { code } = await run(tools.ruff, ['format', '--quiet', ...ruffCache, 'python'], { echo: true });
process.exit(code);
