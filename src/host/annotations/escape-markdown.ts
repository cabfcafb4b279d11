import { printable } from '../window/shown-text.js';

const PUNCTUATION = /[!-/:-@[-`{-~]/g;

/**
 * Recorded text as a MarkdownString shows it letter by letter, on one line: every ASCII punctuation mark gets a
 * backslash (CommonMark 2.4), so there is no emphasis, link, image, HTML, entity, table cell or bare URL in it.
 *
 * @param longest UTF-16 units that are kept of the text.
 */
export function escapeMarkdown(text: string, longest = 200): string {
  return printable(text, longest).trim().replaceAll(PUNCTUATION, '\\$&');
}

/** A Markdown link that runs a command of ours. `label` is our own text; arguments may hold anything. */
export function commandLink(label: string, command: `tracehold.${string}`, argument: unknown): string {
  // JSON escapes lone surrogates; brackets, which encodeURIComponent leaves alone, would end the link.
  const encoded = encodeURIComponent(JSON.stringify([argument])).replaceAll(
    /[()'*!~]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
  return `[${label}](command:${command}?${encoded})`;
}
