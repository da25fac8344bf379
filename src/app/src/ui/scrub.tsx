/* scrub.tsx: how far the clip has played, and a way to another place in it, with a picture of it. */
import type { JSX, RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Strip } from '../media';
import { formatClock } from '../format';
import { tileAt } from '../logic/tile';
import { text } from '../messages/words';

interface Props {
  element: RefObject<HTMLVideoElement | null>;
  durationMs: number;
  strip: Strip | null;
}

const STEPS = 1000;

/* The picture at a place; the strip is fetched when the first one is asked for. */
function Preview({ strip, part }: { strip: Strip; part: number }): JSX.Element {
  const tile = tileAt(strip, part);
  return (
    <span
      class="scrub-tile"
      aria-hidden="true"
      style={{
        '--at': String(part),
        aspectRatio: `${strip.width} / ${strip.height}`,
        backgroundImage: `url("${strip.url}")`,
        backgroundSize: `${strip.columns * 100}% ${strip.rows * 100}%`,
        backgroundPosition: `${tile.x}% ${tile.y}%`,
      }}
    />
  );
}

export function Scrub({ element, durationMs, strip }: Props): JSX.Element {
  const bar = useRef<HTMLDivElement>(null);
  const slider = useRef<HTMLInputElement>(null);
  const time = useRef<HTMLSpanElement>(null);
  const held = useRef(false);
  const [looked, setLooked] = useState<number | null>(null); /* a place that is looked at */

  /* Drawn each frame without the component: nothing but this line changes. */
  useEffect(() => {
    let frame = 0;
    let spoken = -1;
    const draw = (): void => {
      frame = requestAnimationFrame(draw);
      const clip = element.current;
      if (clip === null || bar.current === null || slider.current === null) {
        return;
      }
      const whole = Number.isFinite(clip.duration) ? clip.duration : durationMs / 1000;
      const part = whole > 0 ? Math.min(1, clip.currentTime / whole) : 0;
      bar.current.style.setProperty('--part', String(part));
      if (!held.current) {
        slider.current.value = String(Math.round(part * STEPS));
      }
      const second = Math.floor(clip.currentTime);
      if (second !== spoken && time.current !== null) {
        spoken = second;
        const [at, of] = [formatClock(clip.currentTime * 1000), formatClock(whole * 1000)];
        time.current.textContent = `${at} / ${of}`;
        slider.current.setAttribute('aria-valuetext', text.feed.positionValue(at, of));
      }
    };
    draw();
    return () => cancelAnimationFrame(frame);
  }, [element, durationMs]);

  const look = (event: PointerEvent): void => {
    const box = bar.current?.getBoundingClientRect();
    if (box !== undefined && (held.current || event.pointerType === 'mouse')) {
      setLooked(Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)));
    }
  };
  const lookAtValue = (): void => {
    if (slider.current?.matches(':focus-visible') === true) {
      setLooked(Number(slider.current.value) / STEPS);
    }
  };
  const lookAway = (): void => setLooked(null);

  const seek = (): void => {
    const clip = element.current;
    if (clip !== null && slider.current !== null && Number.isFinite(clip.duration)) {
      const part = Number(slider.current.value) / STEPS;
      clip.currentTime = Math.min(part * clip.duration, Math.max(0, clip.duration - 0.05));
      setLooked(part);
    }
  };

  return (
    <div class="scrub" ref={bar} dir="ltr">
      {strip !== null && looked !== null && <Preview strip={strip} part={looked} />}
      <span class="scrub-time" ref={time} aria-hidden="true" />
      <input
        ref={slider}
        type="range"
        min={0}
        max={STEPS}
        defaultValue="0"
        aria-label={text.feed.position}
        onInput={seek}
        onFocus={lookAtValue}
        onBlur={lookAway}
        onPointerMove={look}
        onPointerLeave={lookAway}
        onPointerDown={(event) => {
          held.current = true;
          look(event);
        }}
        onPointerUp={() => {
          held.current = false;
          lookAway();
        }}
        onPointerCancel={() => {
          held.current = false;
          lookAway();
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
            event.preventDefault(); /* another video, not another place; see use-feed-keys.ts */
          }
        }}
      />
      <span class="scrub-line" aria-hidden="true" />
    </div>
  );
}
