/**
 * The editor's `l10n` without translations, for tests that run without an editor:
 * `vi.mock('vscode', async () => (await import('../model/testing/editor-l10n.js')).editorL10n)`.
 */
type Part = string | number | boolean;
type Named = Readonly<Record<string, Part>>;

/** Fills `{0}` with what follows, or `{name}` from an object, as the editor does; unknown places stay. */
function translate(message: string, ...given: readonly Part[] | readonly [Named]): string {
  const [first] = given;
  const parts = new Map<string, Part>(
    typeof first === 'object' ? Object.entries(first) : given.map((part, at) => [String(at), part as Part]),
  );
  return message.replaceAll(/\{([^}]+)\}/g, (place, name: string) => String(parts.get(name) ?? place));
}

export const editorL10n = { l10n: { t: translate } };
