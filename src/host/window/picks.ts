import { window } from 'vscode';
import type { QuickPick, QuickPickItem } from 'vscode';
import { inert } from './shown-text.js';

/** Of one text of an item. */
const LONGEST = 500;

declare const drawsNoIcon: unique symbol;

/** An item whose texts draw no icon. */
export type Inert<Item> = Item & { readonly [drawsNoIcon]: true };

/** Of an item, with the texts that a list may show. An icon of ours goes into `iconPath`. */
export function inertItem<Item extends QuickPickItem>(item: Item): Inert<Item> {
  const { label, description, detail } = item;
  const texts = {
    label: inert(label, LONGEST),
    ...(description === undefined ? {} : { description: inert(description, LONGEST) }),
    ...(detail === undefined ? {} : { detail: inert(detail, LONGEST) }),
  };
  return { ...item, ...texts } as Inert<Item>;
}

interface PickOptions {
  readonly matchOnDescription?: boolean;
  readonly ignoreFocusOut?: boolean;
}

/** Lets a person choose one of a list; undefined when none was. */
export async function pickOne<Item extends QuickPickItem>(
  items: readonly Item[],
  placeHolder: string,
  options: PickOptions = {},
): Promise<Item | undefined> {
  return window.showQuickPick(items.map(inertItem), { ...options, placeHolder: inert(placeHolder, LONGEST) });
}

/** Lets a person choose any number of a list; none when they went away. */
export async function pickSeveral<Item extends QuickPickItem>(
  items: readonly Item[],
  placeHolder: string,
): Promise<readonly Item[]> {
  const options = { canPickMany: true, placeHolder: inert(placeHolder, LONGEST) } as const;
  return (await window.showQuickPick(items.map(inertItem), options)) ?? [];
}

/** A list whose items come while it is open. */
export function openPick<Item extends QuickPickItem>(title: string, placeholder: string): QuickPick<Inert<Item>> {
  const pick = window.createQuickPick<Inert<Item>>();
  pick.title = inert(title, LONGEST);
  pick.placeholder = inert(placeholder, LONGEST);
  return pick;
}

interface TextOptions {
  readonly title?: string;
  readonly value?: string;
  readonly password?: boolean;
  readonly ignoreFocusOut?: boolean;
  /** What is wrong with a text, or null. */
  readonly check?: (typed: string) => string | null;
}

/** Asks for a line of text; undefined when the person went away. */
export async function askText(prompt: string, { title, check, ...options }: TextOptions): Promise<string | undefined> {
  return window.showInputBox({
    ...options,
    prompt: inert(prompt, LONGEST),
    ...(title === undefined ? {} : { title: inert(title, LONGEST) }),
    validateInput: (typed) => {
      const wrong = check?.(typed) ?? null;
      return wrong === null ? null : inert(wrong, LONGEST);
    },
  });
}
