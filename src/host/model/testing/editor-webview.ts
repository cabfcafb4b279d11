import type { Webview } from 'vscode';
import type { Channel } from '../../../rpc/channel.js';
import { editorEvents } from './editor-events.js';

const { EventEmitter } = editorEvents;

/** A webview as the host sees it, and the end of the page in it. `fromPage` and `toPage` carry their messages. */
export function editorWebview() {
  const fromPage = new EventEmitter<unknown>();
  const toPage = new EventEmitter<unknown>();
  const webview: Pick<Webview, 'onDidReceiveMessage' | 'postMessage'> = {
    onDidReceiveMessage: fromPage.event,
    postMessage: async (message) => {
      // As the editor does it: through JSON, typed arrays apart.
      toPage.fire(JSON.parse(JSON.stringify(message)));
      return true;
    },
  };
  const channel: Channel = { send: (message) => fromPage.fire(structuredClone(message)), onMessage: toPage.event };
  return { webview: webview as Webview, channel, fromPage, toPage };
}
