import type { ExportSource, ExportThread, Watch } from './source.js';

export interface BalancedVisitor {
  begin(functionId: number, atNs: number): void;
  end(functionId: number, atNs: number, beganNs: number): void;
}

/** Often enough for Ctrl-C and a progress line, too seldom to cost anything. */
const watchEvery = 1 << 14;

/**
 * A thread's intervals as consumers insist on them, whatever was recorded: times never go back, every end closes the
 * interval on top, and what is still open ends with the thread's last event.
 */
export function walkBalanced(
  source: Pick<ExportSource, 'walk'>,
  thread: Pick<ExportThread, 'id' | 'firstNs' | 'lastNs'>,
  visitor: BalancedVisitor,
  watch: Watch,
): void {
  const functions: number[] = [];
  const began: number[] = [];
  let now = thread.firstNs;
  let unwatched = 0;

  const closeTop = () => {
    const functionId = functions.pop();
    const beganNs = began.pop();
    if (functionId !== undefined && beganNs !== undefined) visitor.end(functionId, now, beganNs);
  };

  source.walk(thread.id, {
    begin(functionId, atNs) {
      now = Math.max(now, atNs);
      functions.push(functionId);
      began.push(now);
      visitor.begin(functionId, now);
      if (++unwatched === watchEvery) {
        watch(unwatched);
        unwatched = 0;
      }
    },
    end(functionId, atNs) {
      now = Math.max(now, atNs);
      const opened = functions.lastIndexOf(functionId);
      if (opened < 0) return;
      while (functions.length > opened) closeTop();
    },
  });
  now = Math.max(now, thread.lastNs);
  while (functions.length > 0) closeTop();
  watch(unwatched);
}
