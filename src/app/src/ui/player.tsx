/*
 * player.tsx: the clip itself. Without leave to load there is no video element at all, so that a clip
 * out of reach holds no bytes and no decoder.
 */
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Video } from '../api';
import { chooseRendition } from '../logic/quality';
import { text } from '../messages/words';
import { useStore } from '../store';
import { markReady, markUnready } from '../stores/feed';
import { clipInView, playback, speedNow } from '../stores/playback';
import { prefs } from '../stores/prefs';
import { throughput } from '../stores/throughput';
import { watchRunning } from '../stores/watches';
import { Again } from './again';
import { Icon } from './icons';
import { Scrub } from './scrub';

interface Props {
  video: Video;
  active: boolean;
  loads: boolean;
  paused: boolean;
}

type Shown = 'nothing' | 'picture' | 'waiting' | 'failed';

/* Starts; where the browser wants a tap before sound, without sound. */
async function start(element: HTMLVideoElement): Promise<void> {
  try {
    await element.play();
  } catch (error) {
    const unasked = error instanceof DOMException && error.name === 'NotAllowedError';
    if (unasked && !element.muted) {
      prefs.patch({ held: true });
      element.muted = true;
      await element.play().catch(() => undefined);
    }
  }
}

/* What this window can show and this browser can play; chosen once for a clip. */
function pick(video: Video): string {
  const probe = document.createElement('video');
  const plays = (codecs: string | null): boolean =>
    codecs === null || probe.canPlayType(`video/mp4; codecs="${codecs}"`) !== '';
  const [first, ...others] = video.renditions;
  const fit = Math.min(innerWidth / video.width, innerHeight / video.height);
  const shown = Math.min(video.width, video.height) * fit * devicePixelRatio;
  const chosen = chooseRendition([first, ...others.filter((r) => plays(r.codecs))], {
    pixels: shown,
    durationMs: video.durationMs,
    throughput: throughput(),
  });
  return chosen.url;
}

function release(element: HTMLVideoElement): void {
  element.pause();
  element.removeAttribute('src');
  element.load();
}

function Clip({ video, active, paused }: Omit<Props, 'loads'>): JSX.Element {
  const { sound, held } = useStore(prefs);
  const muted = !sound || held;
  const speed = speedNow(useStore(playback));
  const element = useRef<HTMLVideoElement>(null);
  const [shown, setShown] = useState<Shown>('nothing');
  const [source] = useState(() => pick(video));
  const [visible, setVisible] = useState(document.visibilityState === 'visible');
  const runs = active && !paused && visible;

  useEffect(() => {
    const clip = element.current;
    const onSight = (): void => setVisible(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', onSight);
    return () => {
      document.removeEventListener('visibilitychange', onSight);
      markUnready(video.id);
      if (clip !== null) {
        release(clip);
      }
    };
  }, [video.id]);

  useLayoutEffect(() => {
    if (element.current !== null) {
      element.current.muted = muted;
    }
  }, [muted]);

  useEffect(() => {
    if (element.current !== null) {
      element.current.defaultPlaybackRate = active ? speed : 1; /* a retry begins with it */
      element.current.playbackRate = element.current.defaultPlaybackRate;
    }
  }, [active, speed]);

  useEffect(() => {
    const clip = element.current;
    if (clip === null || !active) {
      return undefined;
    }
    clipInView.set(clip);
    return () => {
      clip.currentTime = 0;
      if (clipInView.get() === clip) {
        clipInView.set(null);
      }
    };
  }, [active]);

  /* At once, not after the next picture is painted: this is what a swipe waits for. */
  useLayoutEffect(() => {
    const clip = element.current;
    if (clip !== null && runs) {
      void start(clip);
    } else {
      clip?.pause();
    }
  }, [runs]);

  const fail = (): void => {
    setShown('failed');
    watchRunning(video, false);
    markReady(video.id); /* what comes after need not wait for it */
  };
  const retry = (): void => {
    setShown('nothing');
    element.current?.load();
    if (element.current !== null && runs) {
      void start(element.current);
    }
  };
  /* Whoever comes back to it means to see it. */
  useEffect(() => {
    if (active && shown === 'failed') {
      retry();
    }
  }, [active]);
  const stall = (): void => {
    setShown((now) => (now === 'failed' ? now : 'waiting'));
    watchRunning(video, false);
  };

  return (
    <>
      <video
        ref={element}
        class="stage-video"
        data-shown={shown}
        src={source}
        muted={muted}
        loop
        playsInline
        preload="auto"
        disablePictureInPicture
        tabIndex={-1}
        aria-hidden="true"
        onLoadedData={() => setShown((now) => (now === 'nothing' ? 'picture' : now))}
        onPlaying={() => {
          setShown('picture');
          watchRunning(video, true);
        }}
        onPause={() => watchRunning(video, false)}
        onWaiting={stall}
        onCanPlayThrough={() => markReady(video.id)}
        onSuspend={() => {
          if ((element.current?.readyState ?? 0) >= HTMLMediaElement.HAVE_CURRENT_DATA) {
            markReady(video.id);
          }
        }}
        onError={fail}
      />
      {active && !paused && (shown === 'nothing' || shown === 'waiting') && (
        <span class="spinner stage-spinner" role="status" aria-label={text.feed.buffering} />
      )}
      {active && shown === 'failed' && (
        <div class="stage-failed" role="alert">
          <Icon name="alert" />
          <p>{text.feed.failed}</p>
          <Again class="button on-video" onAgain={retry} />
        </div>
      )}
      {active && shown !== 'failed' && (
        <Scrub element={element} durationMs={video.durationMs} strip={video.strip} />
      )}
    </>
  );
}

export function Player({ video, active, loads, paused }: Props): JSX.Element | null {
  return loads ? (
    <Clip key={video.renditions[0].url} video={video} active={active} paused={paused} />
  ) : null;
}
