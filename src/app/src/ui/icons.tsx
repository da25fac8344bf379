/* icons.tsx: the app's drawings, on a grid of 24, as strokes in the colour of the text around. */
import type { ComponentChildren, JSX } from 'preact';

const drawings = {
  watch: (
    <>
      <rect x="6" y="3" width="12" height="18" rx="3" />
      <path d="M10.5 9.2v5.6l4.4-2.8z" fill="currentColor" />
    </>
  ),
  plus: <path d="M12 5v14M5 12h14" />,
  person: (
    <>
      <circle cx="12" cy="8.2" r="3.9" />
      <path d="M4.6 20.2c.9-3.7 3.9-5.7 7.4-5.7s6.5 2 7.4 5.7" />
    </>
  ),
  look: (
    <>
      <circle cx="10.8" cy="10.8" r="6.3" />
      <path d="m15.5 15.5 5 5" />
      <path d="m8.2 11 1.9 1.9 3.4-3.8" />
    </>
  ),
  find: (
    <>
      <circle cx="10.8" cy="10.8" r="6.3" />
      <path d="m15.5 15.5 5 5" />
    </>
  ),
  bell: (
    <path d="M12 3.6a5.9 5.9 0 0 1 5.9 5.9c0 4.6 1.7 6 2.3 6.7H3.8c.6-.7 2.3-2.1 2.3-6.7A5.9 5.9 0 0 1 12 3.6zM10 19.2a2.1 2.1 0 0 0 4 0" />
  ),
  play: (
    <path
      d="M8 5.4v13.2c0 .7.8 1.1 1.4.8l10-6.6a1 1 0 0 0 0-1.6l-10-6.6A.9.9 0 0 0 8 5.4z"
      fill="currentColor"
      stroke="none"
    />
  ),
  pause: <path d="M7 5h3.4v14H7zM13.6 5H17v14h-3.4z" fill="currentColor" stroke="none" />,
  sound: (
    <>
      <path d="M4 9.4v5.2h3.4L12 18.6V5.4L7.4 9.4z" fill="currentColor" />
      <path d="M15.4 9a4.2 4.2 0 0 1 0 6M18 6.4a7.9 7.9 0 0 1 0 11.2" />
    </>
  ),
  muted: (
    <>
      <path d="M4 9.4v5.2h3.4L12 18.6V5.4L7.4 9.4z" fill="currentColor" />
      <path d="m16 9.6 4.8 4.8M20.8 9.6 16 14.4" />
    </>
  ),
  heart: (
    <path d="M12 20.3 4.6 13a4.9 4.9 0 0 1 0-7 4.9 4.9 0 0 1 7 0l.4.4.4-.4a4.9 4.9 0 0 1 7 0 4.9 4.9 0 0 1 0 7z" />
  ),
  comment: (
    <path d="M12 4.2c4.9 0 8.6 3.2 8.6 7.3s-3.7 7.3-8.6 7.3c-.9 0-1.8-.1-2.6-.3L5 20.3l.7-3.7a6.7 6.7 0 0 1-2.3-5.1c0-4.1 3.7-7.3 8.6-7.3z" />
  ),
  save: (
    <path d="M7.4 4h9.2A1.6 1.6 0 0 1 18.2 5.6V20.2L12 16.1l-6.2 4.1V5.6A1.6 1.6 0 0 1 7.4 4z" />
  ),
  dots: <path d="M5.5 12v.01M12 12v.01M18.5 12v.01" stroke-width="3.4" />,
  note: (
    <>
      <circle cx="7.6" cy="17.4" r="2.9" />
      <path d="M10.5 17.4V5l8-1.6v11.2" />
      <circle cx="15.6" cy="14.8" r="2.9" />
    </>
  ),
  hidden: (
    <>
      <path d="M2.8 12S6 5.8 12 5.8 21.2 12 21.2 12 18 18.2 12 18.2 2.8 12 2.8 12z" />
      <path d="M4.5 19.5 19.5 4.5" />
    </>
  ),
  block: (
    <>
      <circle cx="12" cy="12" r="8.4" />
      <path d="m6.2 6.2 11.6 11.6" />
    </>
  ),
  flag: <path d="M6 21V4.2c3.6-1.8 6.6 1.8 11.4 0v9.2c-4.8 1.8-7.8-1.8-11.4 0" />,
  captions: (
    <>
      <rect x="3" y="5.4" width="18" height="13.2" rx="2.6" />
      <path d="M10.4 10.6a2.1 2.1 0 1 0 0 2.8M17.2 10.6a2.1 2.1 0 1 0 0 2.8" />
    </>
  ),
  speed: (
    <>
      <path d="M4.3 17.4a9 9 0 1 1 15.4 0" />
      <path d="m12 13.6 3.6-4.2" />
    </>
  ),
  people: (
    <>
      <circle cx="9" cy="8.6" r="3.5" />
      <path d="M2.8 19.6c.7-3.2 3.2-5 6.2-5s5.5 1.8 6.2 5" />
      <path d="M15.8 5.4a3.5 3.5 0 0 1 0 6.4M18 15.2c1.7.7 2.8 2.2 3.2 4.4" />
    </>
  ),
  globe: (
    <>
      <circle cx="12" cy="12" r="8.8" />
      <path d="M3.4 12h17.2M12 3.2c2.6 2.5 3.9 5.4 3.9 8.8s-1.3 6.3-3.9 8.8c-2.6-2.5-3.9-5.4-3.9-8.8S9.4 5.7 12 3.2z" />
    </>
  ),
  edit: (
    <path d="m4.2 19.8 1-4.2L15.9 4.9a1.9 1.9 0 0 1 2.7 0l.5.5a1.9 1.9 0 0 1 0 2.7L8.4 18.8z" />
  ),
  share: <path d="M13.4 5.2v4C7 9.8 4 13.6 3.4 18.8c2.3-3 5.4-4.2 10-4.2v4.2L21 12z" />,
  up: <path d="m5.5 14.8 6.5-6.6 6.5 6.6" />,
  down: <path d="m5.5 9.2 6.5 6.6 6.5-6.6" />,
  close: <path d="M6 6l12 12M18 6 6 18" />,
  check: <path d="m5 12.6 4.6 4.6L19 7.6" />,
  alert: (
    <>
      <path d="M12 8v5.2M12 16.6v.1" />
      <circle cx="12" cy="12" r="9" />
    </>
  ),
  eye: (
    <>
      <path d="M2.8 12S6 5.8 12 5.8 21.2 12 21.2 12 18 18.2 12 18.2 2.8 12 2.8 12z" />
      <circle cx="12" cy="12" r="2.8" />
    </>
  ),
  lock: (
    <>
      <rect x="5" y="10.6" width="14" height="9.4" rx="2.4" />
      <path d="M8.2 10.4V7.8a3.8 3.8 0 0 1 7.6 0v2.6" />
    </>
  ),
  key: (
    <>
      <circle cx="8" cy="15.6" r="4.2" />
      <path d="m11 12.6 8.6-8.6M16.4 7.2l2.8 2.8M13.6 10l1.8 1.8" />
    </>
  ),
  tray: (
    <path d="M12 15.5V4.2M7.4 8.6 12 4l4.6 4.6M4 15.6v2.6A1.8 1.8 0 0 0 5.8 20h12.4a1.8 1.8 0 0 0 1.8-1.8v-2.6" />
  ),
  copy: (
    <>
      <rect x="8.4" y="8.4" width="11.6" height="11.6" rx="2.4" />
      <path d="M15.6 8.2V6.4A2.4 2.4 0 0 0 13.2 4H6.4A2.4 2.4 0 0 0 4 6.4v6.8a2.4 2.4 0 0 0 2.4 2.4h1.8" />
    </>
  ),
} satisfies Record<string, ComponentChildren>;

export type IconName = keyof typeof drawings;

export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.8"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {drawings[name]}
    </svg>
  );
}
