import type { Webview } from 'vscode';
import { Owner } from '../../base/disposable.js';
import type { Handlers } from '../../rpc/contract.js';
import { serve } from '../../rpc/server.js';
import type { Server } from '../../rpc/server.js';
import { forPage, pageMessage } from './page-message.js';

interface Session<Events> {
  readonly receive: (message: unknown) => void;
  readonly server: Server<Events>;
}

/** Answers the page in a webview, over many lives of the page in it: each begins by asking to `start`. */
export class PageSession<Methods, Events> extends Owner {
  readonly #webview: Webview;
  readonly #handlers: Handlers<Methods>;
  #session: Session<Events> | null = null;

  constructor(webview: Webview, handlers: Handlers<Methods>) {
    super();
    this.#webview = webview;
    this.#handlers = handlers;
    this.register(webview.onDidReceiveMessage((message: unknown) => this.#receive(message)));
    this.register({ dispose: () => this.#end() });
  }

  /** There is a page that has begun. */
  get hasBegun(): boolean {
    return this.#session !== null;
  }

  /** Tells the page, if there is one. */
  emit<Name extends Extract<keyof Events, string>>(event: Name, value: Events[Name]): void {
    this.#session?.server.emit(event, value);
  }

  /** A page counts its requests from 1. One that begins anew must not hear answers to the page before it. */
  #receive(received: unknown): void {
    const message = pageMessage(received);
    if (message === null) return;
    if (message.type === 'request' && message.method === 'start') {
      this.#end();
      this.#session = this.#begin();
    }
    this.#session?.receive(message);
  }

  #begin(): Session<Events> {
    let isOver = false;
    let receive: (message: unknown) => void = () => {};
    const server = serve<Methods, Events>(
      {
        // A webview that is gone answers false or rejects; there is nobody left to tell.
        send: (message) => {
          if (isOver) return;
          // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a webview of ours, not a window
          void this.#webview.postMessage(forPage(message)).then(undefined, () => {});
        },
        onMessage: (listener) => {
          receive = listener;
          return { dispose: () => void (isOver = true) };
        },
      },
      this.#handlers,
    );
    return { receive: (message: unknown) => receive(message), server };
  }

  #end(): void {
    this.#session?.server.dispose();
    this.#session = null;
  }
}
