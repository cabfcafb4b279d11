import * as vscode from 'vscode';

/** The extension under test. */
export function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('tracehold.tracehold');
  if (found === undefined) throw new Error('VS Code did not load the extension');
  return found;
}
