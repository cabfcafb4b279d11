import type { ComponentChildren } from 'preact';
import { useModel } from '../app/model.js';

function isNames(kept: unknown): kept is readonly string[] {
  return Array.isArray(kept) && kept.every((name) => typeof name === 'string');
}

interface Props {
  /** Under which it is kept whether it is closed, in every language. */
  readonly name: string;
  readonly title: string;
  /** Faint, behind the title. */
  readonly hint?: string;
  readonly isSlow?: boolean;
  readonly children: ComponentChildren;
}

/** A part of the pane that can be closed, and stays so. */
export function Section({ name, title, hint, isSlow = false, children }: Props) {
  const closed = useModel().kept<readonly string[]>('call.closed', [], isNames);
  const isOpen = !closed.value.includes(name);
  return (
    <section class={`call-section${isSlow ? ' call-slow' : ''}`} aria-busy={isSlow}>
      <h3 class="call-heading">
        <button
          type="button"
          class="call-heading-button"
          aria-expanded={isOpen}
          onClick={() => {
            closed.value = isOpen ? [...closed.value, name] : closed.value.filter((other) => other !== name);
          }}
        >
          <span class="call-twistie" aria-hidden="true" />
          {title}
          {hint !== undefined && <span class="call-hint">{hint}</span>}
        </button>
      </h3>
      {isOpen && <div class="call-body">{children}</div>}
    </section>
  );
}
