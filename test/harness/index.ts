/** What scripts need of the harness. */
export { addressOf } from './address.js';
export { codeOnPath, desktopVsCode, hasDisplay } from './desktop.js';
export { installFromSource } from './extensions.js';
export { ensureHarness, ensureServer } from './install.js';
export { startServer } from './server.js';
export { ensureDebugger } from './third-party.js';
export { makeWorkspace } from './workspace.js';
