/* backdrop.tsx: the clip's own colours behind the stage, where the window is wider than the clip. */
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';

export function Backdrop({ poster }: { poster: string | null }): JSX.Element {
  /* The one before stays below until the new one has faded in over it. */
  const layers = useRef<string[]>([]);
  if (poster !== null && layers.current.at(-1) !== poster) {
    layers.current = [...layers.current.filter((url) => url !== poster), poster].slice(-2);
  }
  return (
    <div class="backdrop" aria-hidden="true">
      {layers.current.map((url) => (
        <img key={url} class="backdrop-layer" src={url} alt="" loading="lazy" />
      ))}
    </div>
  );
}
