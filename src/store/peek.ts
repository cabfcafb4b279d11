import { open } from 'node:fs/promises';
import type { ProcessRecord } from '../format/chunk.js';
import { TraceDecoder } from '../format/decoder.js';

const PEEK_BYTES = 1 << 16;

/** What the first chunk of a recording says; null when it is not written yet, or is no such chunk. */
export async function peekProcess(path: string): Promise<ProcessRecord | null> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(PEEK_BYTES), 0, PEEK_BYTES, 0);
      const chunks = new TraceDecoder().push(buffer.subarray(0, bytesRead));
      for (const chunk of chunks) if (chunk.type === 'process') return chunk.process;
      return null;
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}
