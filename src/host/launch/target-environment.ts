import { environmentVariable, holdsVariable, withoutVariables } from '../../run/command-line.js';

/**
 * Variables for a task. Those that a task cannot take as they are, because the editor would replace variables in them or
 * cannot take one away, go through the launcher.
 */
export function taskEnvironment(env: ReadonlyMap<string, string | null>): Readonly<Record<string, string>> {
  const asTheyAre: [string, string][] = [];
  const encoded: [string, string | null][] = [];
  for (const [name, value] of env) {
    if (value === null || holdsVariable(value)) encoded.push([name, value]);
    else asTheyAre.push([name, value]);
  }
  return {
    ...Object.fromEntries(asTheyAre),
    // The launcher says nothing in the program's terminal.
    TRACEHOLD_QUIET: '1',
    ...(encoded.length === 0
      ? {}
      : { [environmentVariable]: withoutVariables(JSON.stringify(Object.fromEntries(encoded))) }),
  };
}
