/**
 * What a reader found wrong with a recording. Bad input is data: a reader never throws over what a file holds, it
 * says what is missing here and goes on with the rest.
 */
export type ProblemCode =
  /** The file does not begin with the magic of a recording. Nothing of it was read. */
  | 'not-a-recording'
  /** The file's major version is newer than this reader. Nothing of it was read. */
  | 'newer-version'
  /** The file ends within a chunk. Everything before was kept. */
  | 'cut-short'
  /** The file ends after a whole chunk, but without the chunk that closes a recording. */
  | 'not-closed'
  /** Bytes whose checksum is wrong were skipped. */
  | 'damaged'
  /** Sequence numbers jump: chunks are missing between two whole ones. */
  | 'lost-chunks'
  /** Sequence numbers go back: a chunk was kept although it stands in the wrong place. */
  | 'out-of-order'
  /** A whole chunk is stored in a way that this reader does not know, and was skipped. */
  | 'unknown-codec'
  /** The payload of a whole chunk does not follow the format, and was skipped. */
  | 'bad-payload'
  /** Columns of an events chunk disagree; `message` says which entries were replaced by zeros. */
  | 'column-mismatch'
  /** An id was used without a definition; a placeholder stands for it. */
  | 'undefined-id'
  /** The first chunk does not say which process was recorded. */
  | 'no-process'
  /** The file became shorter or another file took its place while it was followed. */
  | 'file-replaced'
  /** The file could not be read. */
  | 'unreadable'
  /** So much was wrong that the rest is not listed. */
  | 'too-many-problems';

export interface Problem {
  readonly code: ProblemCode;
  /** One sentence for people, with figures. */
  readonly message: string;
  /** Byte offset in the file where it begins. */
  readonly offset: number;
}
