/**
 * Every id that package.json and the code share, declared once. `npm run check` compares this file with
 * package.json's `contributes`; it imports nothing, so that the check can load it without an editor.
 */

interface Command<Handler> {
  readonly title: string;
  /** Exists for the compiler only. */
  readonly handler?: Handler;
}

function command<Handler extends (...args: never[]) => unknown>(title: string): Command<Handler> {
  return { title };
}

export const category = 'Tracehold';

export const commands = {
  'tracehold.showLog': command<() => void>('Show Log'),
};

export type CommandId = keyof typeof commands;

export type CommandHandler<Id extends CommandId> = NonNullable<(typeof commands)[Id]['handler']>;
