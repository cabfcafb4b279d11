import type { PathStep } from './holding-path.js';
import type { SourcePlace } from './snapshot-graph.js';

/** The text of a source file; null where it cannot be read. */
export type ReadSource = (file: string) => string | null;

const LONGEST_LINE = 1000;

/**
 * The line of a source that puts things into what has this name, else the one that assigns it, else the first that mentions
 * it; 0 where none does.
 */
export function storingLine(source: string, name: string): number {
  const word = `\\b${name}\\b`;
  const stores = new RegExp(
    `${word}(?:\\s*\\[[^\\]]*\\]\\s*=(?!=)|(?:\\[[^\\]]*\\])?\\.(?:append|appendleft|add|insert|extend|setdefault|update|put|register)\\()`,
  );
  const assigns = new RegExp(`${word}\\s*(?::[^=]*)?=(?!=)`);
  const mentions = new RegExp(word);
  const found = [0, 0, 0];
  for (const [index, line] of source.split('\n').entries()) {
    if (line.length > LONGEST_LINE || line.trimStart().startsWith('#')) continue;
    for (const [rank, pattern] of [stores, assigns, mentions].entries()) {
      if (found[rank] === 0 && pattern.test(line)) found[rank] = index + 1;
    }
    if (found[0] > 0) break;
  }
  return found.find((line) => line > 0) ?? 0;
}

/**
 * Where each step of a path is found in the source: the place of the object itself, and for an attribute or a variable of a
 * module the line of its owner's file that stores into it.
 */
export function placesOfSteps(path: readonly PathStep[], read: ReadSource): readonly (SourcePlace | null)[] {
  let owner: SourcePlace | null = null;
  return path.map((step, index) => {
    const before = path[index - 1];
    owner = before?.place ?? owner;
    const name = /^\.([A-Za-z_]\w*)$/.exec(step.edge)?.[1];
    if (name === undefined || name.startsWith('__') || owner === null) return step.place;
    const source = read(owner.file);
    const line = source === null ? 0 : storingLine(source, name);
    return line > 0 ? { file: owner.file, line, name } : (step.place ?? owner);
  });
}
