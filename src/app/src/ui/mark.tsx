/* mark.tsx: two panes of glass that meet in a V. */
import type { JSX } from 'preact';

export function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path class="mark-left" d="M2 5.5h7.4a2 2 0 0 1 1.9 1.4L18.6 27h-5.2a2 2 0 0 1-1.9-1.4z" />
      <path class="mark-right" d="M30 5.5h-7.4a2 2 0 0 0-1.9 1.4L13.4 27h5.2a2 2 0 0 0 1.9-1.4z" />
    </svg>
  );
}
