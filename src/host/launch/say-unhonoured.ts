import { l10n } from 'vscode';
import type { LogOutputChannel, Memento } from 'vscode';
import { plain } from '../window/shown-text.js';
import type { RawConfiguration } from './launch-configuration.js';
import { openLaunchJson } from './open-launch-json.js';
import { say } from './refusal.js';
import { unhonoured } from './unhonoured.js';

const KEY = 'tracehold.saidOfConfigurations';
const MOST = 100;

/** Says what of a configuration a recording does not do: in the log always, in a message once for the same fields. */
export async function sayUnhonoured(raw: RawConfiguration, memory: Memento, log: LogOutputChannel): Promise<void> {
  const clauses = unhonoured(raw);
  if (clauses.length === 0) return;
  const name = plain(typeof raw['name'] === 'string' ? raw['name'] : l10n.t('The configuration'));
  const message = l10n.t('{0} is recorded, not debugged: {1}.', name, clauses.join('; '));
  log.info(message);
  const kept = memory.get<unknown>(KEY);
  const said = Array.isArray(kept) ? kept.filter((entry) => typeof entry === 'string') : [];
  if (said.includes(message)) return;
  await memory.update(KEY, [...said, message].slice(-MOST));
  void say('information', message, [openLaunchJson]);
}
