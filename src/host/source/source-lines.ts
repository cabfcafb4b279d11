import { definitionLine } from './python-outline.js';

/** How lines of a run's text stand to those of an editor. */
export interface DocumentLines {
  /** The file was changed after the run started and nobody knows how. */
  readonly stale: boolean;
  /** The text as it is now. */
  readonly text: readonly string[];
  /** Where a recorded line is now; null when it was edited, removed, or when nobody knows. */
  lineOf(recorded: number): number | null;
  /** The recorded line that this line is, or null. */
  originOf(line: number): number | null;
}

/** Where `name`, recorded at `line`, is defined now; null when that is not certain. */
export function currentDefinition(lines: DocumentLines, line: number, name: string): number | null {
  const at = lines.lineOf(line);
  return at === null ? null : definitionLine(lines.text, at, name);
}
