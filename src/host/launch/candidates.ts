import { inEnvironment, onPath } from '../../run/interpreter.js';
import type { Candidate } from '../../run/interpreter.js';

/** Where an interpreter may be named. Null where none is. */
export interface Named {
  /** By the launch configuration. */
  readonly configured: string | null;
  /** Selected in the Python extension. */
  readonly selected: string | null;
  /** Folder of a virtual environment that is there, in the workspace folder. */
  readonly environment: string | null;
  /** The setting tracehold.python. */
  readonly setting: string | null;
}

/** The first that is named, alone: what was chosen on purpose is never silently replaced by another. */
export function candidates({ configured, selected, environment, setting }: Named): readonly Candidate[] {
  if (configured !== null) return [{ command: configured, because: 'launch.json' }];
  if (selected !== null) return [{ command: selected, because: 'Python extension' }];
  if (environment !== null) return [{ command: inEnvironment(environment), because: 'virtual environment' }];
  if (setting !== null) return [{ command: setting, because: 'tracehold.python' }];
  return onPath;
}
