import { CodedError } from '../../base/result.js';

/**
 * Python that a debugger evaluates where the program stands. Whatever names the program has given to things, it gets
 * those of the interpreter; what it imports stays in `sys.modules`, and nothing else is left.
 */
const code = [
  'import sys',
  'known = shim in sys.path_importer_cache',
  'sys.path.insert(0, shim)',
  'try:',
  '    from tracehold import _breakpoint',
  'finally:',
  '    sys.path.remove(shim)',
  '    if not known: sys.path_importer_cache.pop(shim, None)',
  'answer = _breakpoint.answer(folder, label)',
].join('\n');

interface Asked {
  /** The folder that holds the Python package. */
  readonly shim: string;
  /** Where the snapshot goes, unless the program is being recorded. */
  readonly folder: string;
  readonly label: string;
}

/** An expression in one line whose value `readAnswer` reads. */
export function breakpointExpression({ shim, folder, label }: Asked): string {
  const names = `{'shim': ${pythonText(shim)}, 'folder': ${pythonText(folder)}, 'label': ${pythonText(label)}}`;
  return `(lambda names: [__import__('builtins').exec(${pythonText(code)}, names), names['answer']][1])(${names})`;
}

/** A literal of ASCII letters only, whatever the text holds. */
function pythonText(text: string): string {
  const escaped = Array.from(text, (letter) => {
    const point = letter.codePointAt(0) ?? 0;
    const isPlain = point >= 0x20 && point < 0x7f && letter !== "'" && letter !== '\\';
    return isPlain ? letter : `\\U${point.toString(16).padStart(8, '0')}`;
  });
  return `'${escaped.join('')}'`;
}

/**
 * Path of the snapshot, out of what a debugger shows of the value.
 *
 * @throws CodedError with the program's words
 */
export function readAnswer(shown: string): string {
  const [, status, hex = ''] = /tracehold:(ok|error):([\da-f]*)/.exec(shown) ?? [];
  const text = Buffer.from(hex, 'hex').toString('utf8');
  if (status === 'ok') return text;
  throw new CodedError('io', status === 'error' ? text : shown);
}
