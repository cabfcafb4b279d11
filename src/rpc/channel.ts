import type { Disposable } from '../base/disposable.js';

/** A way to another thread or page. Messages keep their order. */
export interface Channel {
  send(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: unknown) => void): Disposable;
}

/** What Node's MessagePort, Worker and parentPort have in common. */
export interface NodePort {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  off(event: 'message', listener: (message: unknown) => void): unknown;
}

export function portChannel(port: NodePort): Channel {
  return {
    send: (message, transfer = []) => port.postMessage(message, transfer),
    onMessage: (listener) => {
      port.on('message', listener);
      return { dispose: () => void port.off('message', listener) };
    },
  };
}
