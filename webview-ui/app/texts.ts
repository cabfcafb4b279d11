/** The words of the page, in the editor's language. The host puts the translations into the HTML (page-html.ts). */

let translations: ReadonlyMap<string, string> | null = null;

/**
 * The text in the editor's language, or as it is. `{0}`, `{1}` are filled with what follows. What comes out is plain text,
 * never HTML.
 *
 * @param message a plain literal, or scripts/l10n.mjs does not find it for the translators.
 */
export function t(message: string, ...parts: readonly (string | number)[]): string {
  // A module's own constants ask before `main.ts` runs; the HTML is complete by then.
  translations ??= readTexts(pageTexts());
  const text = translations.get(message) ?? message;
  return text.replaceAll(/\{(\d+)\}/g, (place, index: string) => String(parts[Number(index)] ?? place));
}

/** Translations from now on. @param json as the page's `data-texts` holds them; null for none. */
export function setTexts(json: string | null): void {
  translations = readTexts(json);
}

/** Only what can be shown: translators write the bundle, and a page with English words is better than none. */
function readTexts(json: string | null): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [message, text] of entriesOf(json)) if (typeof text === 'string') found.set(message, text);
  return found;
}

function entriesOf(json: string | null): readonly (readonly [string, unknown])[] {
  if (json === null) return [];
  try {
    const bundle: unknown = JSON.parse(json);
    return typeof bundle === 'object' && bundle !== null ? Object.entries(bundle) : [];
  } catch {
    return [];
  }
}

/** Tests without a page have no document. */
function pageTexts(): string | null {
  return 'document' in globalThis ? (document.querySelector('#app')?.getAttribute('data-texts') ?? null) : null;
}
