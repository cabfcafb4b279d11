/** The HTML of our webviews. Nothing in it is inline, and nothing recorded reaches it unescaped. */

interface PageParts {
  readonly title: string;
  /** BCP 47 tag of the editor's language. */
  readonly language: string;
  /** The webview's own source for style sheets and images. */
  readonly cspSource: string;
  readonly styleUrl: string;
}

interface ScriptedParts extends PageParts {
  readonly scriptUrl: string;
  /** Unguessable and new for every page. */
  readonly nonce: string;
  /** Translations by their English text; undefined in English. */
  readonly texts: Readonly<Record<string, string>> | undefined;
}

/** The page of a run: `#app` is filled by the script. */
export function pageHtml({ scriptUrl, nonce, texts, ...parts }: ScriptedParts): string {
  const script = `<script type="module" nonce="${escapeHtml(nonce)}" src="${escapeHtml(scriptUrl)}"></script>`;
  // The script reads them before it shows a word, so that nothing English flashes up.
  const data = texts === undefined ? '' : ` data-texts="${escapeHtml(JSON.stringify(texts))}"`;
  return documentHtml(parts, `script-src 'nonce-${nonce}'; `, `<div id="app"${data}></div>\n${script}`);
}

/** A page that only says something. */
export function messageHtml(parts: PageParts, message: string): string {
  return documentHtml(parts, '', `<main class="page-message" role="alert"><p>${escapeHtml(message)}</p></main>`);
}

function documentHtml(parts: PageParts, scriptPolicy: string, body: string): string {
  const { title, language, cspSource, styleUrl } = parts;
  const policy = `default-src 'none'; ${scriptPolicy}style-src ${cspSource}; img-src ${cspSource}`;
  return `<!DOCTYPE html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<link rel="stylesheet" href="${escapeHtml(styleUrl)}">
<title>${escapeHtml(title)}</title>
</head>
<body>
${body}
</body>
</html>
`;
}

const ENTITIES = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

/** For text and for attributes in quotes. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES.get(character) ?? '');
}
