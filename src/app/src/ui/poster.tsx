/* poster.tsx: a clip's picture in its stage. What did not come is not drawn, and is asked for again with the
   connection, or once its slide comes into view. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Video } from '../api';

interface Props {
  video: Video;
  class: string;
  current: boolean;
  /* It is there, or will not be. */
  onSettled?: () => void;
}

export function Poster({ video, class: name, current, onSettled }: Props): JSX.Element | null {
  const [{ lacks, tries }, set] = useState({ lacks: false, tries: 0 });
  useEffect(() => {
    /* Another element: one that failed just now, and was not taken away yet, asks for nothing more. */
    const again = (): void =>
      set((now) => (now.lacks ? { lacks: false, tries: now.tries + 1 } : now));
    again();
    window.addEventListener('online', again);
    return () => window.removeEventListener('online', again);
  }, [current]);
  if (lacks) {
    return null;
  }
  return (
    <img
      key={tries}
      class={name}
      src={video.poster}
      width={video.width}
      height={video.height}
      alt=""
      decoding="async"
      onLoad={onSettled}
      onError={() => {
        set((now) => ({ ...now, lacks: true }));
        onSettled?.();
      }}
    />
  );
}
