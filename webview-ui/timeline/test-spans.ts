import type { SpanColumns } from '../../src/store/api.js';

export interface TestSpan {
  readonly from: number;
  readonly to: number;
  readonly depth?: number;
  readonly fn?: number;
  readonly call?: number;
  readonly merged?: number;
  readonly failed?: boolean;
  /** Of none: they were not counted. */
  readonly net?: number;
}

/** Spans for tests, in the order given. */
export function testSpans(...spans: readonly TestSpan[]): SpanColumns {
  return {
    count: spans.length,
    startNs: Float64Array.from(spans, ({ from }) => from),
    endNs: Float64Array.from(spans, ({ to }) => to),
    depth: Uint32Array.from(spans, ({ depth }) => depth ?? 0),
    functionId: Uint32Array.from(spans, ({ fn }) => fn ?? 0),
    call: Float64Array.from(spans, ({ call }) => call ?? 0),
    merged: Uint32Array.from(spans, ({ merged }) => merged ?? 1),
    failed: Uint8Array.from(spans, ({ failed }) => (failed === true ? 1 : 0)),
    ...(spans.some(({ net }) => net !== undefined)
      ? { netBytes: Float64Array.from(spans, ({ net }) => net ?? 0) }
      : {}),
  };
}
