/** What a line of a tree must tell for the keyboard; as the WAI-ARIA Authoring Practices ask of a tree view. */
export interface TreeLine {
  readonly path: string;
  readonly level: number;
  readonly name: string;
  readonly expandable: boolean;
  readonly expanded: boolean;
}

export type TreeMove = { readonly focus: string } | { readonly toggle: string } | null;

/** Where a key leads from the line at `focus`; null when the key is not the tree's. */
export function treeMove(lines: readonly TreeLine[], focus: string, key: string): TreeMove {
  const at = lines.findIndex(({ path }) => path === focus);
  if (at < 0) return lines.length > 0 && key.startsWith('Arrow') ? { focus: lines[0].path } : null;
  const line = lines[at];
  switch (key) {
    case 'ArrowDown':
      return to(lines, at + 1);
    case 'ArrowUp':
      return to(lines, at - 1);
    case 'Home':
      return to(lines, 0);
    case 'End':
      return to(lines, lines.length - 1);
    case 'ArrowRight':
      if (!line.expandable) return null;
      return line.expanded ? to(lines, at + 1) : { toggle: line.path };
    case 'ArrowLeft':
      if (line.expanded) return { toggle: line.path };
      return to(lines, parentOf(lines, at));
    case 'Enter':
    case ' ':
      return line.expandable ? { toggle: line.path } : null;
    default:
      return key.length === 1 ? startingWith(lines, at, key) : null;
  }
}

function to(lines: readonly TreeLine[], at: number): TreeMove {
  return at >= 0 && at < lines.length ? { focus: lines[at].path } : null;
}

function parentOf(lines: readonly TreeLine[], at: number): number {
  let above = at - 1;
  while (above >= 0 && lines[above].level >= lines[at].level) above--;
  return above;
}

/** The next line, round the end, whose name begins with the letter typed. */
function startingWith(lines: readonly TreeLine[], at: number, letter: string): TreeMove {
  const wanted = letter.toLowerCase();
  const rotated = [...lines.slice(at + 1), ...lines.slice(0, at)];
  const found = rotated.find(({ name }) => name.toLowerCase().startsWith(wanted));
  return found === undefined ? null : { focus: found.path };
}
