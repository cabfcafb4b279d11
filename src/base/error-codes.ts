/**
 * Every reason for which the core refuses or gives up. Codes are part of the CLI's `--json` output and are never
 * renamed; a new reason gets a new code.
 */
export type ErrorCode =
  /** The caller asked to stop. */
  | 'cancelled'
  /** An option, an id or a query that cannot be meant. */
  | 'bad-argument'
  /** No such run, file, function or call. */
  | 'not-found'
  /** The file exists and is not a recording. */
  | 'not-a-recording'
  /** The recording was written by a newer version than this one reads. */
  | 'newer-version'
  /** The recording or the store contradicts itself. */
  | 'damaged'
  /** A stated bound was reached: memory, rows, depth. */
  | 'limit'
  /** No Python that can run the recorder. */
  | 'no-python'
  /** A program that runs was asked, and did not answer or cannot be asked. */
  | 'no-answer'
  /** The file system said no. */
  | 'io'
  /** A fault of ours. */
  | 'internal';
