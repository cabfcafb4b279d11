/** Rows of definitions chunks. A row that cannot be read is left out and counted. */
import type { FileDefinition, FunctionDefinition, SiteDefinition, TaskDefinition, ThreadDefinition } from './chunk.js';
import { asList, asNumber, asNumberOrNull, asText, asTextOrNull, asTexts, asUint32 } from './plain.js';
import type { Fields } from './plain.js';
import { DefinitionField } from './schema.gen.js';

export interface Definitions {
  readonly files: readonly FileDefinition[];
  readonly functions: readonly FunctionDefinition[];
  readonly sites: readonly SiteDefinition[];
  readonly threads: readonly ThreadDefinition[];
  readonly tasks: readonly TaskDefinition[];
}

export const NO_DEFINITIONS: Definitions = { files: [], functions: [], sites: [], threads: [], tasks: [] };

type Row = readonly unknown[];

/** @returns how many rows had no usable id besides the others. */
export function readDefinitions(fields: Fields): { readonly definitions: Definitions; readonly badRows: number } {
  let badRows = 0;
  const rows = <T>(field: DefinitionField, read: (id: number, row: Row) => T): T[] => {
    const result: T[] = [];
    for (const item of asList(fields.get(field))) {
      const row = asList(item);
      const id = asUint32(row[0]);
      if (id === null || id === 0) badRows++;
      else result.push(read(id, row));
    }
    return result;
  };
  const definitions: Definitions = {
    files: rows(DefinitionField.files, (id, row) => ({ id, path: asText(row[1]) })),
    functions: rows(DefinitionField.functions, functionOf),
    sites: rows(DefinitionField.sites, siteOf),
    threads: rows(DefinitionField.threads, threadOf),
    tasks: rows(DefinitionField.tasks, (id, row) => ({
      id,
      name: asText(row[1]),
      coroutine: asTextOrNull(row[2]),
    })),
  };
  return { definitions, badRows };
}

function functionOf(id: number, row: Row): FunctionDefinition {
  const names = asTexts(row[7]);
  return {
    id,
    fileId: asUint32(row[1]) ?? 0,
    name: asText(row[2]),
    qualname: asText(row[3]),
    firstLine: asUint32(row[4]) ?? 0,
    flags: asUint32(row[5]) ?? 0,
    argumentCount: Math.min(asUint32(row[6]) ?? 0, names.length),
    names,
    module: asText(row[8]),
  };
}

function siteOf(id: number, row: Row): SiteDefinition {
  return {
    id,
    fileId: asUint32(row[1]) ?? 0,
    functionId: asUint32(row[2]) ?? 0,
    line: asUint32(row[3]) ?? 0,
    callerQualname: asText(row[4]),
  };
}

function threadOf(serial: number, row: Row): ThreadDefinition {
  return { serial, ident: asNumber(row[1]), nativeId: asNumberOrNull(row[2]), name: asText(row[3]) };
}
