const LONGEST = 200;

/**
 * Text of a recording or of the file system for messages, quick picks and status bars. The editor makes links of
 * `[text](command:...)` in messages and icons of `$(name)` in labels; a recording must not be able to write either.
 */
export function plain(text: string, longest = LONGEST): string {
  const cut = text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
  return cut
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(/\p{Cc}|\p{Bidi_Control}|[\u2028\u2029]/gu, escaped)
    .replaceAll('](', '] (')
    .replaceAll('$(', '$ (');
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
