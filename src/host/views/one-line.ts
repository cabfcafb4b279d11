const MOST = 200;

/** A recorded text as the editor's own UI may show it: one line, nothing that hides or turns the text around. */
export function oneLine(text: string): string {
  const start = text.slice(0, MOST).replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd');
  return text.length > MOST ? `${start}…` : start;
}
