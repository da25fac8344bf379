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
  const [lacks, setLacks] = useState(false);
  useEffect(() => {
    const again = (): void => setLacks(false);
    again();
    window.addEventListener('online', again);
    return () => window.removeEventListener('online', again);
  }, [current]);
  if (lacks) {
    return null;
  }
  return (
    <img
      class={name}
      src={video.poster}
      width={video.width}
      height={video.height}
      alt=""
      decoding="async"
      onLoad={onSettled}
      onError={() => {
        setLacks(true);
        onSettled?.();
      }}
    />
  );
}
