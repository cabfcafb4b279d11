/** Longer names are cut in the middle of nowhere, but nobody reads them. */
const LONGEST = 400;

/**
 * A recorded name as it can be shown in one line: characters that would move, hide or turn the text around them (control
 * characters, line separators, bidirectional marks, lone surrogates) become a replacement character.
 */
export function plainName(recorded: string): string {
  const cut = recorded.length > LONGEST ? `${recorded.slice(0, LONGEST)}…` : recorded;
  return cut
    .toWellFormed()
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, '�');
}

/** The last part of a path, whichever system it comes from. */
export function baseName(path: string): string {
  return plainName(path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1));
}
