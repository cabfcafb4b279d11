/** A figure with a bar behind it that stands for its share. */
export function Meter({ fraction, text }: { readonly fraction: number; readonly text: string }) {
  return (
    <span class="flame-meter">
      <i class="meter-bar" aria-hidden="true" style={{ width: `${Math.min(1, Math.max(0, fraction)) * 100}%` }} />
      <span>{text}</span>
    </span>
  );
}
