import type { ComponentChildren } from 'preact';
import { useModel } from '../app/model.js';

function isTitles(kept: unknown): kept is readonly string[] {
  return Array.isArray(kept) && kept.every((title) => typeof title === 'string');
}

interface Props {
  readonly title: string;
  /** Faint, behind the title. */
  readonly hint?: string;
  readonly isSlow?: boolean;
  readonly children: ComponentChildren;
}

/** A part of the pane that can be closed, and stays so. */
export function Section({ title, hint, isSlow = false, children }: Props) {
  const closed = useModel().kept<readonly string[]>('call.closed', [], isTitles);
  const isOpen = !closed.value.includes(title);
  return (
    <section class={`call-section${isSlow ? ' call-slow' : ''}`} aria-busy={isSlow}>
      <h3 class="call-heading">
        <button
          type="button"
          class="call-heading-button"
          aria-expanded={isOpen}
          onClick={() => {
            closed.value = isOpen ? [...closed.value, title] : closed.value.filter((other) => other !== title);
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
