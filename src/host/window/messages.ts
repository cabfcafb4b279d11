import { ProgressLocation, window } from 'vscode';
import type { CancellationToken } from 'vscode';
import { inert } from './shown-text.js';

/** Of a whole message; what is put into one is cut sooner. */
const LONGEST = 2000;
/** Of what stands on one line. */
const LONGEST_LINE = 500;

export type MessageKind = 'error' | 'warning' | 'information';

/** Shows a message with buttons. Resolves with the button when it was clicked, undefined when the message was closed. */
export async function showMessage(
  kind: MessageKind,
  message: string,
  ...buttons: readonly string[]
): Promise<string | undefined> {
  const show = {
    error: window.showErrorMessage,
    warning: window.showWarningMessage,
    information: window.showInformationMessage,
  }[kind];
  const shown = buttons.map((button) => inert(button, LONGEST_LINE));
  const chosen = await show(inert(message, LONGEST), ...shown);
  return chosen === undefined ? undefined : buttons[shown.indexOf(chosen)];
}

/** Asks in the middle of the window, and waits. @param lines below the question */
export async function confirm(question: string, lines: readonly string[], button: string): Promise<boolean> {
  const options = { modal: true, detail: lines.map((line) => inert(line, LONGEST_LINE)).join('\n') };
  return (await window.showWarningMessage(inert(question, LONGEST), options, button)) === button;
}

/** In the status bar, for a while. */
export function showBriefly(message: string, ms: number): void {
  window.setStatusBarMessage(inert(message, LONGEST_LINE), ms);
}

export interface Step {
  readonly message: string;
  /** In percent, on top of those before. */
  readonly increment: number;
}

/** Shows a message while work goes on, with a button that cancels it. */
export function showProgress<T>(
  title: string,
  work: (report: (step: Step) => void, token: CancellationToken) => Thenable<T>,
): Thenable<T> {
  return window.withProgress(
    { location: ProgressLocation.Notification, title: inert(title, LONGEST_LINE), cancellable: true },
    (progress, token) =>
      work(({ message, increment }) => progress.report({ message: inert(message, LONGEST_LINE), increment }), token),
  );
}
