import { DebugStackFrame, debug } from 'vscode';
import type { DebugSession } from 'vscode';
import { recordedTypes } from '../launch/launch-configuration.js';

/** A Python program that stands in a debugger, and where. */
export interface PausedProgram {
  readonly session: DebugSession;
  readonly frameId: number;
}

/** Of the session that is selected: its selected frame, else the topmost of a thread that stands. Null where none does. */
export async function findPausedProgram(): Promise<PausedProgram | null> {
  const item = debug.activeStackItem;
  const session = item?.session ?? debug.activeDebugSession;
  if (session === undefined || !recordedTypes.some((type) => type === session.type)) return null;
  if (item instanceof DebugStackFrame) return { session, frameId: item.frameId };
  const first = item === undefined ? [] : [item.threadId];
  for (const threadId of [...first, ...(await threadsOf(session))]) {
    const frameId = await topFrameOf(session, threadId);
    if (frameId !== null) return { session, frameId };
  }
  return null;
}

async function threadsOf(session: DebugSession): Promise<readonly number[]> {
  return numbersOf(await tried(session, 'threads', {}), 'threads');
}

/** Null of a thread that runs: debugpy tells where it is, and evaluates nothing there. */
async function topFrameOf(session: DebugSession, threadId: number): Promise<number | null> {
  const answer = await tried(session, 'stackTrace', { threadId, startFrame: 0, levels: 1 });
  const frameId = numbersOf(answer, 'stackFrames')[0];
  if (frameId === undefined) return null;
  const probe = await tried(session, 'evaluate', { expression: '0', frameId, context: 'watch' });
  return probe === null ? null : frameId;
}

/** The `id` of each entry of a list. */
function numbersOf(answer: unknown, list: string): readonly number[] {
  if (typeof answer !== 'object' || answer === null) return [];
  const entries: unknown = Reflect.get(answer, list);
  if (!Array.isArray(entries)) return [];
  return entries.map((entry: { readonly id?: unknown } | null) => entry?.id).filter((id) => typeof id === 'number');
}

/** A debugger that does not know an answer rejects. */
async function tried(session: DebugSession, request: string, given: object): Promise<unknown> {
  try {
    return await session.customRequest(request, given);
  } catch {
    return null;
  }
}

/** What the debugger shows of the value of an expression. Rejects with its words where there is none. */
export async function evaluate({ session, frameId }: PausedProgram, expression: string): Promise<string> {
  // As typed into the debug console: the values of hovers and watches are cut.
  const answer: unknown = await session.customRequest('evaluate', { expression, frameId, context: 'repl' });
  const result: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'result') : null;
  return typeof result === 'string' ? result : '';
}
