import type { ErrorCode } from './error-codes.js';

/** Why something could not be done. The code is for programs and for the host's wording, the message for logs. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
}

/** A reply that can fail, in the shape that also crosses threads and the webview's channel. */
export type Result<T> = { readonly ok: T } | { readonly err: Failure };

export function ok<T>(value: T): Result<T> {
  return { ok: value };
}

export function err(code: ErrorCode, message: string): { readonly err: Failure } {
  return { err: { code, message } };
}

export function isOk<T>(result: Result<T>): result is { readonly ok: T } {
  return 'ok' in result;
}

/** A failure on its way up to the place that answers with a Result or an exit code. */
export class CodedError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'CodedError';
  }
}

/** Turns whatever was thrown into a failure, so that a throwing handler still answers. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof CodedError) return { code: thrown.code, message: thrown.message };
  if (thrown instanceof Error) return { code: 'internal', message: thrown.message };
  return { code: 'internal', message: String(thrown) };
}
