/* tap.tsx: the clip as something to touch: once stops it, twice likes it, held down it runs fast. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Video } from '../api';
import { shownLikes } from '../logic/likes';
import { createTaps, type Point, type Taps } from '../logic/taps';
import { text } from '../messages/words';
import { useStore } from '../store';
import { playback, togglePaused } from '../stores/playback';
import { likes } from '../stores/toggles';
import { Icon } from './icons';

const BURST_MS = 900;

const clock = {
  after: (ms: number, run: () => void) => {
    const timer = window.setTimeout(run, ms);
    return () => window.clearTimeout(timer);
  },
};

interface Burst extends Point {
  id: number;
}

/* Liked, never unliked: twice by mistake is no change of mind. */
export function likeNow(video: Video): void {
  if (!shownLikes(video, likes.acts.get().get(video.id)).liked) {
    likes.set(video.id, true);
  }
}

function useTaps(video: Video, burst: (at: Point) => void): Taps {
  const taps = useRef<Taps | null>(null);
  const latest = useRef({ video, burst });
  latest.current = { video, burst };
  taps.current ??= createTaps(clock, {
    tap: togglePaused,
    double: (at) => {
      latest.current.burst(at);
      likeNow(latest.current.video);
    },
    hold: () => playback.patch({ fast: true, paused: false }),
    release: () => playback.patch({ fast: false }),
  });
  return taps.current;
}

export function Tap({ video, stopped }: { video: Video; stopped: boolean }): JSX.Element {
  const { fast } = useStore(playback);
  const [bursts, setBursts] = useState<readonly Burst[]>([]);
  const timers = useRef(new Set<number>());
  const box = useRef<HTMLButtonElement>(null);
  const taps = useTaps(video, ({ x, y }) => {
    const place = box.current?.getBoundingClientRect();
    const id = performance.now();
    setBursts((now) => [...now, { id, x: x - (place?.x ?? 0), y: y - (place?.y ?? 0) }]);
    const timer = window.setTimeout(() => {
      timers.current.delete(timer);
      setBursts((now) => now.filter((one) => one.id !== id));
    }, BURST_MS);
    timers.current.add(timer);
  });
  useEffect(
    () => () => {
      taps.cancel();
      timers.current.forEach((timer) => window.clearTimeout(timer));
    },
    [],
  );
  const at = (event: PointerEvent): Point => ({ x: event.clientX, y: event.clientY });
  return (
    <>
      <button
        ref={box}
        type="button"
        class="stage-tap"
        aria-label={stopped ? text.feed.play : text.feed.pause}
        onPointerDown={(event) => {
          if (event.button === 0) {
            taps.down(at(event));
          }
        }}
        onPointerMove={(event) => taps.move(at(event))}
        onPointerUp={taps.up}
        onPointerCancel={taps.cancel}
        onPointerLeave={taps.cancel}
        onContextMenu={(event) => event.preventDefault()}
        onClick={(event) => {
          if (event.detail === 0) {
            togglePaused(); /* by key or by a screen reader: nothing to wait for */
          }
        }}
      >
        <span class="stage-glyph">
          <Icon name="play" />
        </span>
        {bursts.map((burst) => (
          <span
            key={burst.id}
            class="burst"
            style={{ '--x': `${burst.x}px`, '--y': `${burst.y}px` }}
            aria-hidden="true"
          >
            <Icon name="heart" />
          </span>
        ))}
      </button>
      {fast && (
        <span class="stage-fast" aria-hidden="true">
          {text.feed.fast}
        </span>
      )}
    </>
  );
}
