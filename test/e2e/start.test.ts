import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../harness/browser.js';
import { repository } from '../harness/places.js';
import { harness, python, unavailable } from './session.js';

const started = (args: readonly string[], env: NodeJS.ProcessEnv) =>
  spawn(process.execPath, [join(repository, 'scripts/start.mjs'), ...args], { cwd: repository, env });

/** Where `npm start` puts its runs. */
const folders = [join(repository, '.tracehold'), join(repository, 'examples', '.tracehold')];

async function runsThere(): Promise<string[]> {
  const listed = folders.map(async (folder) => {
    const names = await readdir(folder).catch((): string[] => []);
    return names.map((name) => join(folder, name));
  });
  return (await Promise.all(listed)).flat();
}

describe.skipIf(unavailable)('npm start', () => {
  let before: string[] = [];
  beforeAll(async () => {
    before = await runsThere();
  });
  afterAll(async () => {
    const made = (await runsThere()).filter((path) => !before.includes(path) && !path.endsWith('.gitignore'));
    for (const path of made) await rm(path, { recursive: true });
  });

  test('without a desktop: serves the timeline of a run until Ctrl-C', async () => {
    if ('missing' in harness) throw new Error(harness.missing);
    const temporary = await mkdtemp(join(tmpdir(), 'tracehold-start-'));
    // A PATH without `code`, whatever this machine has.
    const bin = join(temporary, 'bin');
    await mkdir(bin);
    await symlink(python, join(bin, 'python3'));
    const env = { ...process.env, PATH: bin, DISPLAY: '', TMPDIR: temporary };
    const child = started(['--editor'], env);
    const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
    const browser = await launchBrowser(harness);
    try {
      const address = await printed(child.stdout, /http:\/\/127\.0\.0\.1:\d+/);
      const page = await browser.newPage();
      await page.goto(address);
      await page.getByRole('tab', { name: /\.thtrace/ }).waitFor({ timeout: 60_000 });
      await page.locator('.monaco-workbench').getByText('Tracehold Recording').waitFor();
    } finally {
      await browser.close();
      child.kill('SIGINT');
    }
    expect(await ended).toBe(0);
    expect(await readdir(temporary)).toEqual(['bin']);
    await rm(temporary, { recursive: true, force: true });
  });

  test('where nobody watches: ends by itself and says how to open the editor', async () => {
    const child = started([], { ...process.env, CI: 'true' });
    await printed(child.stdout, /To see it in VS Code: npm start/);
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
  });
});

/** The first match in what a program prints; fails when it ends without. */
function printed(stream: NodeJS.ReadableStream, wanted: RegExp): Promise<string> {
  let text = '';
  return new Promise((resolve, reject) => {
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const found = wanted.exec(text)?.[0];
      if (found !== undefined) resolve(found);
    });
    stream.once('end', () => reject(new Error(`${wanted} was not printed:\n${text}`)));
  });
}
