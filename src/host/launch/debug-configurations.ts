import { debug } from 'vscode';
import type { DebugConfiguration, DebugConfigurationProvider, WorkspaceFolder } from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import { targetOf } from './launch-json.js';
import type { Target } from './target.js';

/**
 * Makes F5 record: a configuration with `"tracehold": true` is launched by us, and no debug session begins. The editor has
 * replaced the variables and run the preLaunchTask by then.
 */
export function registerDebugConfigurations(record: (find: () => Promise<Target>) => void): Disposable {
  const provider: DebugConfigurationProvider = {
    resolveDebugConfigurationWithSubstitutedVariables(
      folder: WorkspaceFolder | undefined,
      configuration: DebugConfiguration,
    ): DebugConfiguration | undefined {
      if (configuration['tracehold'] !== true || configuration.request !== 'launch') return configuration;
      record(() => targetOf(configuration, folder));
      return undefined;
    },
  };
  const registered = ['debugpy', 'python'].map((type) => debug.registerDebugConfigurationProvider(type, provider));
  return {
    dispose: () => {
      for (const each of registered) each.dispose();
    },
  };
}
