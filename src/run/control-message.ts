/** Messages of the control channel (docs/format.md): lines `key value`, ended by an empty one. */

/** What a channel's file or an answer may have; ours have some hundred bytes. */
export const longestMessage = 8192;

export type Fields = ReadonlyMap<string, string>;

/** What would break a line is written as a space. */
export function encodeMessage(fields: Readonly<Record<string, string | undefined>>): string {
  const lines = Object.entries(fields).flatMap(([key, value]) =>
    // oxlint-disable-next-line no-control-regex -- a label is typed by people, and pasted
    value === undefined ? [] : [`${key} ${value.replace(/[\u0000-\u001f\u007f]/g, ' ')}\n`],
  );
  return `${lines.join('')}\n`;
}

/** The first whole message of a text, and what follows it; null when there is no whole one yet. */
export function takeMessage(text: string): { readonly fields: Fields; readonly rest: string } | null {
  const end = text.indexOf('\n\n');
  if (end < 0) return null;
  const pairs = text
    .slice(0, end)
    .split('\n')
    .map((line): [string, string] => {
      const space = line.indexOf(' ');
      return space < 0 ? [line, ''] : [line.slice(0, space), line.slice(space + 1)];
    });
  return { fields: new Map(pairs), rest: text.slice(end + 2) };
}
