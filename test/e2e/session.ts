import { findPythons } from '../../scripts/lib/pythons.mjs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, inject } from 'vitest';
import { launchBrowser } from '../harness/browser.js';
import { repository } from '../harness/places.js';
import { plainSettings } from '../harness/quiet-settings.js';
import { startServer } from '../harness/server.js';
import type { Server, ServerOptions } from '../harness/server.js';
import { Workbench } from '../harness/workbench.js';
import type { WorkbenchOptions } from '../harness/workbench.js';
import { makeWorkspace } from '../harness/workspace.js';
import type { Workspace, WorkspaceOptions } from '../harness/workspace.js';

export const harness = inject('harness');

/** Why nothing can be tried here, or false. */
export const unavailable = 'missing' in harness ? harness.missing : false;

export interface Session {
  readonly server: Server;
  readonly browser: Browser;
  readonly workspace: Workspace;
  open(options?: Partial<WorkbenchOptions>): Promise<Workbench>;
}

export interface SessionOptions extends ServerOptions {
  readonly workspace?: WorkspaceOptions;
  /** False when the server has the extension installed. */
  readonly fromSource?: boolean;
}

const [...pythons] = await findPythons();
export const python = pythons.at(-1)?.path ?? 'python3';

/** A server, a browser and a workspace for the tests of a file; they end with it. */
export function useSession(options: SessionOptions | (() => Promise<SessionOptions>) = {}): () => Session {
  let session: Session | undefined;
  beforeAll(async () => {
    if ('missing' in harness) return;
    const given = typeof options === 'function' ? await options() : options;
    const workspace = await makeWorkspace({
      ...given.workspace,
      settings: { 'tracehold.python': python, ...given.workspace?.settings },
    });
    const server = await startServer(harness, { ...given, settings: { ...plainSettings, ...given.settings } });
    const browser = await launchBrowser(harness);
    const extensions = given.fromSource === false ? {} : { extensions: [repository] };
    const open = (opened: Partial<WorkbenchOptions> = {}) =>
      Workbench.open(browser, server, { folder: workspace.folder, ...extensions, ...opened });
    session = { server, browser, workspace, open };
  });
  afterAll(async () => {
    await session?.browser.close();
    await session?.server.stop();
    await session?.workspace.remove();
  });
  return () => {
    if (session === undefined) throw new Error('there is no session outside of tests');
    return session;
  };
}
