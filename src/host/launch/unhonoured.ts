import { l10n } from 'vscode';
import type { RawConfiguration } from './launch-configuration.js';

interface Rule {
  readonly field: string;
  /** Whether the value asks for something that a recording does not do. */
  readonly asks: (value: unknown) => boolean;
  /** After the field's name: what happens instead. */
  readonly instead: string;
}

const isTrue = (value: unknown) => value === true;
const isFalse = (value: unknown) => value === false;
const isGiven = (value: unknown) => value !== undefined && value !== null;

/** Fields of debugpy's configurations, and of all, that are about debugging. Those that change nothing are left out. */
const rules: readonly Rule[] = [
  { field: 'stopOnEntry', asks: isTrue, instead: l10n.t('a recorded program does not stop') },
  {
    field: 'justMyCode',
    asks: isFalse,
    instead: l10n.t('which files are recorded is decided by the settings tracehold.record'),
  },
  {
    field: 'console',
    asks: (value) => isGiven(value) && value !== 'integratedTerminal',
    instead: l10n.t('the program runs in the integrated terminal'),
  },
  { field: 'redirectOutput', asks: isTrue, instead: l10n.t('output goes to the terminal only') },
  { field: 'subProcess', asks: isFalse, instead: l10n.t('child processes are recorded, too') },
  {
    field: 'gevent',
    asks: isTrue,
    instead: l10n.t('greenlets share the record of their thread, so calls around a switch are cut'),
  },
  ...['django', 'jinja', 'pyramid', 'flask'].map((field) => ({
    field,
    asks: isTrue,
    instead: l10n.t('templates are recorded as the Python that they become'),
  })),
  { field: 'autoReload', asks: isEnabled, instead: l10n.t('code is not reloaded') },
  { field: 'serverReadyAction', asks: isGiven, instead: l10n.t('no browser is opened') },
  {
    field: 'guiEventLoop',
    asks: (value) => isGiven(value) && value !== 'none',
    instead: l10n.t('it is for programs that stop'),
  },
  {
    field: 'pathMappings',
    asks: (value) => Array.isArray(value) && value.length > 0,
    instead: l10n.t('paths are recorded as they are'),
  },
  { field: 'debugAdapterPath', asks: isGiven, instead: l10n.t('there is no debugger') },
  { field: 'connect', asks: isGiven, instead: l10n.t('there is no debugger') },
  { field: 'listen', asks: isGiven, instead: l10n.t('there is no debugger') },
];

function isEnabled(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'enable' in value && value.enable === true;
}

/** One clause for each field that asks for what a recording does not do, such as `"stopOnEntry": ...`. */
export function unhonoured(configuration: RawConfiguration): readonly string[] {
  return rules
    .filter(({ field, asks }) => asks(configuration[field]))
    .map(({ field, instead }) => `"${field}": ${instead}`);
}
