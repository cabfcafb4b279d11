import { l10n } from 'vscode';
import { assertNever } from '../../base/assert-never.js';
import type { Advice, Diagnosis } from '../../run/doctor.js';
import { printable } from '../window/shown-text.js';

/** Plain text for people: each Python with its recorder and the reason, then what can be done. */
export function doctorReport({ findings, versions, advice }: Diagnosis): string {
  const lines = findings.flatMap(({ python, version, recorder, reason }) => [
    `Python ${printable(version, 50)}  ${printable(python, 1000)}`,
    `    ${recorder === '' ? l10n.t('cannot be recorded: {0}', printable(reason, 1000)) : printable(reason, 1000)}`,
    '',
  ]);
  if (findings.length === 0) lines.push(l10n.t('No Python was found that can be recorded.'), '');
  return [...lines, ...advice.map((one) => sentence(one, versions)), ''].join('\n');
}

function sentence(advice: Advice, versions: readonly string[]): string {
  switch (advice) {
    case 'no-libraries':
      return l10n.t(
        'This installation has no native recorder. Packages of Tracehold for a platform have one: see "Platforms" in its README.',
      );
    case 'other-version':
      return l10n.t('The native recorder is there for Python {0}.', versions.join(', '));
    case 'other-build':
      return l10n.t('Where the native recorder does not fit this build of Python, another of the same version may do.');
    default:
      return assertNever(advice);
  }
}
