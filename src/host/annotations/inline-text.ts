import type { ShownValues } from '../../rpc/view-contract.js';
import type { CallRow } from '../../store/api.js';
import { cut } from '../window/shown-text.js';
import { functionShape, returnTaken } from '../source/python-function.js';
import type { FunctionShape } from '../source/python-function.js';
import type { DocumentLines } from '../source/source-lines.js';
import { isOrderlyExit } from './orderly-exit.js';
import { argumentsText, outcomeText } from './texts.js';

/** What stands behind the end of a line. */
export interface InlineText {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  readonly tone: 'value' | 'exception';
}

const LONGEST = 120;

export interface InlineCall {
  readonly row: CallRow;
  readonly values: ShownValues;
  /** Recorded line of the call's own file from which the same exception came, if one did. */
  readonly raisedFrom: number | null;
}

/** Every line of the function stands as it did when it ran: what its source says holds for the call. */
function isUntouched(lines: DocumentLines, from: number, to: number): boolean {
  const first = lines.originOf(from);
  if (first === null) return false;
  for (let line = from; line <= to; line++) {
    if (lines.originOf(line) !== first + line - from) return false;
  }
  return true;
}

/** The line at which the call ended, where the recording and the source leave no doubt. */
function endLine({ row, values, raisedFrom }: InlineCall, shape: FunctionShape, lines: DocumentLines): number | null {
  if (row.outcome === 'return' && values.result !== null) return returnTaken(shape, values.result.text === 'None');
  // Without a `try` or `with` nothing could have caught it on the way, so it went through this line.
  if (row.outcome === 'unwind' && raisedFrom !== null && !shape.canCatch) return lines.lineOf(raisedFrom);
  return null;
}

/** Values of a call at the ends of lines. @param defLine where its function is defined now. */
export function inlineTexts(call: InlineCall, defLine: number, lines: DocumentLines): readonly InlineText[] {
  const { row, values } = call;
  const shape = lines.stale ? null : functionShape(lines.text, defLine);
  const isSure = shape !== null && isUntouched(lines, defLine, shape.endLine);
  const found = isSure ? endLine(call, shape, lines) : null;
  // A line of another function, as of one that runs inside, would be no end of this one.
  const end = found !== null && shape !== null && found > defLine && found <= shape.endLine ? found : null;
  const tone = row.outcome === 'unwind' && !isOrderlyExit(values.exception) ? 'exception' : 'value';
  const given = argumentsText(values.arguments, LONGEST);
  const ending = outcomeText(row, values, LONGEST - 10);
  if (end !== null) {
    const texts: InlineText[] = [{ line: end, text: cut(ending, LONGEST), tone }];
    if (given !== null && given !== '') texts.unshift({ line: defLine, text: given, tone: 'value' });
    return texts;
  }
  const parts = [given === null || given === '' ? '' : cut(given, LONGEST * 0.75), ending];
  return [{ line: defLine, text: cut(parts.filter(Boolean).join('  '), LONGEST), tone }];
}
