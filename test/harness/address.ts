import type { Page } from 'playwright-core';

/** What a window is asked to open. */
export interface Opened {
  readonly folder: string;
  /** A file of the folder, in whatever editor is its own. */
  readonly file?: string;
}

/** Address of a window; paths are absolute paths of this machine. */
export function addressOf(port: number, { folder, file }: Opened): string {
  const payload = [['skipWelcome', 'true'], ...(file === undefined ? [] : [['openFile', remote(port, file)]])];
  const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
  return `http://127.0.0.1:${port}/?${query.toString()}`;
}

function remote(port: number, path: string): string {
  return `vscode-remote://127.0.0.1:${port}${path.split('/').map(encodeURIComponent).join('/')}`;
}

export interface Development {
  /** Folders of extensions to load from source. */
  readonly extensions: readonly string[];
  /** File that exports `run()`: the window then runs it in its extension host, and does nothing else. */
  readonly tests?: string;
}

/**
 * Makes a page load extensions from source. VS Code ignores them in an address, so the configuration is changed that the
 * server writes into the page, after the page was parsed and before its module scripts read it.
 */
export async function develop(page: Page, port: number, { extensions, tests }: Development): Promise<void> {
  const uri = (path: string) => ({ $mid: 1, scheme: 'vscode-remote', authority: `127.0.0.1:${port}`, path });
  const options = {
    extensions: extensions.map(uri),
    ...(tests === undefined ? {} : { extensionTestsPath: uri(tests) }),
  };
  // As text, because it runs in the page, whose globals the compiler knows nothing of here.
  await page.addInitScript(`
    document.addEventListener('readystatechange', () => {
      const element = document.getElementById('vscode-workbench-web-configuration');
      if (document.readyState !== 'interactive' || element === null) return;
      const configuration = JSON.parse(element.dataset.settings);
      Object.assign((configuration.developmentOptions ??= {}), ${JSON.stringify(options)});
      element.dataset.settings = JSON.stringify(configuration);
    });
  `);
}
