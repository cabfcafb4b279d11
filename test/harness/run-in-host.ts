import type { Browser } from 'playwright-core';
import { addressOf, develop } from './address.js';
import type { Development, Opened } from './address.js';
import type { Server } from './server.js';

export interface HostRun extends Opened, Development {
  readonly tests: string;
  readonly timeoutMs: number;
  /** Called with what the tests print. */
  readonly print: (text: string) => void;
}

/** Runs a file's `run()` inside the extension host: 0 when it resolved, 1 when it rejected, null when time was over. */
export async function runInHost(browser: Browser, server: Server, options: HostRun): Promise<number | null> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  let timer: NodeJS.Timeout | undefined;
  try {
    const over = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), options.timeoutMs);
    });
    let exit: (code: number) => void = () => undefined;
    const ended = new Promise<number>((resolve) => (exit = resolve));
    // The names by which VS Code's window tells whoever automates it.
    await page.exposeFunction('codeAutomationExit', (code: number) => exit(code));
    await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => options.print(spoken(args)));
    await develop(page, server.port, options);
    await page.goto(addressOf(server.port, options));
    return await Promise.race([ended, over]);
  } finally {
    clearTimeout(timer);
    await page.close();
  }
}

/** As `console.log` would have printed it; mocha uses %s and %d. */
function spoken(args: readonly unknown[]): string {
  const rest = args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg)));
  const first = rest.shift() ?? '';
  const text = first.replaceAll(/%[sdj]/g, (mark) => rest.shift() ?? mark);
  return [text, ...rest].join(' ');
}
