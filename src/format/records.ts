/** Payloads of process, end and problem chunks. */
import type { EndChunk, ProblemChunk, ProcessRecord } from './chunk.js';
import { asBigInt, asNumber, asNumberOrNull, asText, asTextOrNull, asTexts } from './plain.js';
import type { Fields } from './plain.js';
import { EndField, ProblemField, ProcessField } from './schema.gen.js';

export function readProcess(fields: Fields): ProcessRecord {
  const text = (field: ProcessField) => asText(fields.get(field));
  const options = fields.get(ProcessField.options);
  const pairs: readonly (readonly [unknown, unknown])[] = options instanceof Map ? [...options] : [];
  return {
    pid: asNumber(fields.get(ProcessField.pid)),
    parentPid: asNumber(fields.get(ProcessField.parentPid)),
    startEpochNs: asBigInt(fields.get(ProcessField.startEpochNs)),
    pythonVersion: text(ProcessField.pythonVersion),
    implementation: text(ProcessField.implementation),
    executable: text(ProcessField.executable),
    argv: asTexts(fields.get(ProcessField.argv)),
    cwd: text(ProcessField.cwd),
    platform: text(ProcessField.platform),
    recorder: text(ProcessField.recorder),
    recorderReason: text(ProcessField.recorderReason),
    recorderVersion: text(ProcessField.recorderVersion),
    options: new Map(pairs.map(([name, value]) => [asText(name), asText(value)])),
    origin: text(ProcessField.origin),
    parentFile: asTextOrNull(fields.get(ProcessField.parentFile)),
    parentThread: asNumberOrNull(fields.get(ProcessField.parentThread)),
    parentNs: asNumberOrNull(fields.get(ProcessField.parentNs)),
    hook: text(ProcessField.hook),
    allocations: asNumber(fields.get(ProcessField.allocations)) === 1,
  };
}

export function readEnd(fields: Fields): Pick<EndChunk, 'reason' | 'events' | 'dropped'> {
  return {
    reason: asText(fields.get(EndField.reason)),
    events: asNumber(fields.get(EndField.events)),
    dropped: asNumber(fields.get(EndField.dropped)),
  };
}

export function readProblem(fields: Fields): Pick<ProblemChunk, 'code' | 'message' | 'atNs' | 'thread'> {
  return {
    code: asText(fields.get(ProblemField.code)),
    message: asText(fields.get(ProblemField.message)),
    atNs: asNumber(fields.get(ProblemField.atNs)),
    thread: asNumberOrNull(fields.get(ProblemField.thread)),
  };
}
