/** Asks for the value of `${input:...}`: https://code.visualstudio.com/docs/reference/variables-reference#_input-variables. */
export type Input =
  | { readonly description: string | null; readonly value: string; readonly password: boolean }
  /** The default stands first. */
  | {
      readonly description: string | null;
      readonly options: readonly { readonly label: string; readonly value: string }[];
    }
  | { readonly command: string; readonly args: unknown };

/** The first input of that id; null when there is none, or it is none that the editor has. */
export function readInput(inputs: readonly unknown[], id: string): Input | null {
  for (const entry of inputs) {
    if (typeof entry !== 'object' || entry === null) continue;
    const fields = new Map<string, unknown>(Object.entries(entry));
    if (fields.get('id') === id) return inputOf(fields);
  }
  return null;
}

function inputOf(fields: ReadonlyMap<string, unknown>): Input | null {
  const text = (name: string): string | null => {
    const value = fields.get(name);
    return typeof value === 'string' ? value : null;
  };
  const description = text('description');
  const value = text('default') ?? '';
  switch (text('type')) {
    case 'promptString':
      return { description, value, password: fields.get('password') === true };
    case 'pickString': {
      const given = fields.get('options');
      const options = Array.isArray(given) ? given.flatMap(optionsOf) : [];
      const first = options.filter((option) => option.value === value);
      return { description, options: [...first, ...options.filter((option) => option.value !== value)] };
    }
    case 'command': {
      const command = text('command');
      return command === null ? null : { command, args: fields.get('args') };
    }
    case null:
    default:
      return null;
  }
}

function optionsOf(option: unknown): readonly { readonly label: string; readonly value: string }[] {
  if (typeof option === 'string') return [{ label: option, value: option }];
  if (typeof option !== 'object' || option === null || !('value' in option)) return [];
  const { value, label = value } = option as { readonly value: unknown; readonly label?: unknown };
  return typeof value === 'string' && typeof label === 'string' ? [{ label, value }] : [];
}
