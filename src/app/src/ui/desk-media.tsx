/* desk-media.tsx: the picture of a clip, and the clip, behind a blur until they are asked for. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { DeskObject } from '../api-desk';
import { desk } from '../messages/words-desk';
import { useStore } from '../store';
import { clear, toggleClear } from '../stores/look';
import { Icon } from './icons';

interface Props {
  poster: string;
  video: string | null;
}

function Picture({ poster, video }: Props): JSX.Element {
  const shown = useStore(clear);
  const [plays, setPlays] = useState(false);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (!shown) {
      setPlays(false); /* and with that it is silent */
    }
  }, [shown]);
  return (
    <div class="desk-media">
      <div class="desk-stage" data-clear={shown}>
        {shown && plays && video !== null ? (
          <video
            src={video}
            aria-label={desk.media.clip}
            controls
            autoplay
            muted
            playsInline
            loop
            onError={() => setFailed(true)}
          />
        ) : (
          <img src={poster} alt={shown ? desk.media.poster : ''} decoding="async" />
        )}
        {!shown && (
          <button type="button" class="desk-veil" onClick={toggleClear}>
            <span class="button on-video">
              <Icon name="eye" />
              {desk.media.show}
            </span>
          </button>
        )}
      </div>
      {shown && (
        <p class="actions">
          {video !== null && !plays && (
            <button type="button" class="button" onClick={() => setPlays(true)}>
              <Icon name="play" />
              {desk.media.play}
            </button>
          )}
          <button type="button" class="button" onClick={toggleClear}>
            <Icon name="hidden" />
            {desk.media.hide}
          </button>
        </p>
      )}
      {failed && (
        <p class="form-problem" role="alert">
          {desk.media.failed}
        </p>
      )}
    </div>
  );
}

export function DeskMedia({ of }: { of: DeskObject }): JSX.Element {
  return of.poster === null ? (
    <p class="quiet">{desk.media.none}</p>
  ) : (
    <Picture poster={of.poster} video={of.video} />
  );
}
