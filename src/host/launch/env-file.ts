const line = /^\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*=\s*(?:'([^']*)'\s*(?:#.*)?|"((?:\\.|[^"\\])*)"\s*(?:#.*)?|(.*))$/;
const inDoubleQuotes = /\\([nrt"\\$])/g;
const reference = /\$\{([A-Za-z_]\w*)\}/g;
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/**
 * `NAME=value` lines of a .env file. Values may be quoted, and hold `${OTHER}` of an earlier line or of `env` unless they
 * are in single quotes. Other lines are left out, as every reader of such files does.
 */
export function parseEnvFile(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const resolve = (value: string) =>
    value.replace(reference, (_written, name: string) => found.get(name) ?? env[name] ?? '');
  for (const row of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    const match = line.exec(row);
    if (match === null) continue;
    const [, name, single, double, bare] = match;
    if (single !== undefined) found.set(name, single);
    else if (double !== undefined) {
      found.set(
        name,
        resolve(double).replace(inDoubleQuotes, (_written, c: string) => escapes[c] ?? c),
      );
    } else found.set(name, resolve(withoutComment(bare)));
  }
  return found;
}

/** A comment begins at a `#` after white space; a password or an address may hold one. */
function withoutComment(value: string): string {
  for (let at = value.indexOf('#'); at >= 0; at = value.indexOf('#', at + 1)) {
    if (at === 0 || value[at - 1].trim() === '') return value.slice(0, at).trimEnd();
  }
  return value.trimEnd();
}
