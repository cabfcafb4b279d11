/** How a piece of text stands out. Colour is never the only carrier of a meaning. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
}

const same = (text: string): string => text;

export const plainStyle: Style = { bold: same, dim: same, red: same };

/** SGR sequences, ECMA-48 8.3.117. */
const sgr =
  (on: number, off: number) =>
  (text: string): string =>
    text === '' ? '' : `\u001b[${on}m${text}\u001b[${off}m`;

const colours: Style = { bold: sgr(1, 22), dim: sgr(2, 22), red: sgr(31, 39) };

/** https://no-color.org: NO_COLOR set to anything but the empty string means none, even on a terminal. */
export function styleFor(isTerminal: boolean, env: NodeJS.ProcessEnv): Style {
  const refused = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  return isTerminal && !refused ? colours : plainStyle;
}
