import { debug, l10n } from 'vscode';
import type { DebugConfiguration, DebugConfigurationProvider, WorkspaceFolder } from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import { plain } from '../window/shown-text.js';
import type { Services } from '../services.js';
import { isRecordable, recordedTypes, whyNot } from './launch-configuration.js';
import { targetOf } from './launch-json.js';
import { openLaunchJson } from './open-launch-json.js';
import { Refusal } from './refusal.js';
import { sayUnhonoured } from './say-unhonoured.js';
import type { Target } from './target.js';

/** Names of configurations that are to be recorded as if they had the marker, while they are being started. */
export type Expected = Set<string>;

/** The editor replaces variables only for debuggers that are installed. What it made of this one tells whether it did. */
const probe = 'traceholdProbe';
const unreplaced = '${pathSeparator}';

/**
 * Makes F5 record: a configuration with `"tracehold": true` is launched by us, and no debug session begins. The editor has
 * saved the files, asked for inputs and run the preLaunchTask by then, and gave up if that failed.
 */
export function registerDebugConfigurations(
  expected: Expected,
  { context, log }: Services,
  record: (find: () => Promise<Target | null>) => void,
): Disposable {
  const provider: DebugConfigurationProvider = {
    resolveDebugConfiguration(_folder: WorkspaceFolder | undefined, configuration: DebugConfiguration) {
      const isMarked = configuration['tracehold'] === true || expected.has(configuration.name);
      return isMarked ? { ...configuration, tracehold: true, [probe]: unreplaced } : configuration;
    },
    resolveDebugConfigurationWithSubstitutedVariables(
      folder: WorkspaceFolder | undefined,
      configuration: DebugConfiguration,
    ): DebugConfiguration | undefined {
      if (configuration['tracehold'] !== true) return configuration;
      record(async () => {
        if (!isRecordable(configuration)) throw cannotRecord(configuration);
        const target = await targetOf(configuration, folder, configuration[probe] !== unreplaced);
        if (target !== null) await sayUnhonoured(configuration, context.workspaceState, log);
        return target;
      });
      return undefined;
    },
  };
  const registered = recordedTypes.map((type) => debug.registerDebugConfigurationProvider(type, provider));
  return {
    dispose: () => {
      for (const each of registered) each.dispose();
    },
  };
}

/** Neither recorded nor debugged: whoever asked for a recording would take the session for one. */
export function cannotRecord(configuration: Readonly<Record<string, unknown>>): Refusal {
  const name = plain(typeof configuration['name'] === 'string' ? configuration['name'] : l10n.t('The configuration'));
  return new Refusal('bad-argument', l10n.t('Nothing was run: {0} {1}.', name, whyNot(configuration)), [
    openLaunchJson,
  ]);
}
