import { expect, test, vi } from 'vitest';
import { doctorReport } from './doctor-report.js';

vi.mock('vscode', async () => (await import('../model/testing/editor-l10n.js')).editorL10n);

test('each Python has its recorder and why, and what can be done comes last', () => {
  const text = doctorReport({
    findings: [
      { python: '/usr/bin/python3', version: '3.12.1', recorder: 'native', reason: 'native: it is there' },
      { python: '/opt/python', version: '3.14.0', recorder: 'pure', reason: 'pure Python: none; it costs' },
      { python: '/opt/pypy', version: '3.10.1', recorder: '', reason: 'only CPython' },
    ],
    versions: ['3.8', '3.12'],
    advice: ['other-version', 'other-build'],
  });
  expect(text).toBe(
    [
      'Python 3.12.1  /usr/bin/python3',
      '    native: it is there',
      '',
      'Python 3.14.0  /opt/python',
      '    pure Python: none; it costs',
      '',
      'Python 3.10.1  /opt/pypy',
      '    cannot be recorded: only CPython',
      '',
      'The native recorder is there for Python 3.8, 3.12.',
      'Where the native recorder does not fit this build of Python, another of the same version may do.',
      '',
    ].join('\n'),
  );
});

test('what an interpreter says stays on its line', () => {
  const finding = { python: '/a\nb', version: '3.12.1', recorder: 'pure', reason: 'x\u001b[31m\ny' };
  const text = doctorReport({ findings: [finding], versions: [], advice: [] });
  expect(text.split('\n')).toHaveLength(4);
  expect(text).not.toContain('\u001b');
  expect(doctorReport({ findings: [], versions: [], advice: [] })).toContain('No Python was found');
});
