import type { Channel } from '../../src/rpc/channel.js';

/** What VS Code puts into every webview, as far as this page uses it. */
export interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  /** May be called once per page. */
  function acquireVsCodeApi(): VsCodeApi;
}

/** The way to the extension host. Only messages of this window's own host arrive: VS Code forwards no others. */
export function hostChannel(api: VsCodeApi, page: Window): Channel {
  return {
    send: (message) => {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- VS Code's own function, which has none.
      api.postMessage(message);
    },
    onMessage: (listener) => {
      const receive = (event: MessageEvent<unknown>) => {
        if (isMessage(event.data)) listener(event.data);
      };
      page.addEventListener('message', receive);
      return { dispose: () => page.removeEventListener('message', receive) };
    },
  };
}

function isMessage(data: unknown): data is { readonly type: string } {
  return typeof data === 'object' && data !== null && 'type' in data && typeof data.type === 'string';
}
