/* slide.tsx: one video: poster at once, the clip over it, who made it, what can be done with it. */
import type { JSX } from 'preact';
import type { Video } from '../api';
import { formatAge, formatCount } from '../format';
import { text } from '../messages/en';
import { useStore } from '../store';
import { playback, togglePaused } from '../stores/playback';
import { prefs } from '../stores/prefs';
import { say } from '../stores/toast';
import { Avatar } from './avatar';
import { Blur } from './blur';
import { Icon } from './icons';
import { Like } from './like';
import { Player } from './player';
import { toggleSound } from './use-feed-keys';

/* Up to this width to height a clip fills a phone's window; wider ones are shown whole. */
const FILLS_UP_TO = 0.62;

interface Props {
  video: Video;
  place: number;
  near: boolean;
  current: boolean;
  loads: boolean;
}

async function share(video: Video): Promise<void> {
  const url = new URL(`/v/${video.id}`, location.href).href;
  const phone = matchMedia('(pointer: coarse)').matches && 'share' in navigator;
  try {
    if (phone) {
      await navigator.share({ title: video.title, url });
    } else {
      await navigator.clipboard.writeText(url);
      say(text.feed.copied);
    }
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'AbortError')) {
      say(text.feed.copyFailed);
    }
  }
}

function Caption({ video }: { video: Video }): JSX.Element {
  const views = text.feed.views(video.watches, formatCount(video.watches));
  return (
    <div class="caption">
      <p class="caption-author">
        <Avatar user={video.author} />
        <span class="caption-handle">{text.feed.by(video.author.handle)}</span>
      </p>
      <h2 class="caption-title" dir="auto">
        {video.title}
      </h2>
      <p class="caption-facts">
        {views} · {formatAge(video.createdMs, Date.now())}
      </p>
    </div>
  );
}

function Rail({ video }: { video: Video }): JSX.Element {
  const { sound, held } = useStore(prefs);
  const audible = sound && !held;
  return (
    <div class="rail">
      <Like video={video} />
      <button
        type="button"
        class="rail-button"
        aria-pressed={audible}
        aria-label={audible ? text.feed.soundOff : text.feed.soundOn}
        title={`${audible ? text.feed.soundOff : text.feed.soundOn} (M)`}
        onClick={toggleSound}
      >
        <span class="round">
          <Icon name={audible ? 'sound' : 'muted'} />
        </span>
        <span class="rail-label">{audible ? text.feed.sound : text.feed.muted}</span>
      </button>
      <button type="button" class="rail-button" onClick={() => void share(video)}>
        <span class="round">
          <Icon name="share" />
        </span>
        <span class="rail-label">{text.feed.share}</span>
      </button>
    </div>
  );
}

function SoundPrompt(): JSX.Element | null {
  const { sound, held } = useStore(prefs);
  if (sound && !held) {
    return null;
  }
  return (
    <button type="button" class="sound-prompt" onClick={toggleSound}>
      <Icon name="muted" />
      {text.feed.tapForSound}
    </button>
  );
}

function SlideBody({ video, place, current, loads }: Props): JSX.Element {
  const { paused } = useStore(playback);
  const stopped = current && paused;
  const fit = video.width <= video.height * FILLS_UP_TO ? 'fill' : 'whole';
  return (
    <>
      <div class="stage" data-fit={fit} data-paused={stopped}>
        {fit === 'whole' && <img class="stage-glow" src={video.poster} alt="" />}
        {video.blurhash !== null && (
          <Blur hash={video.blurhash} width={video.width} height={video.height} />
        )}
        <img class="stage-picture" src={video.poster} alt="" decoding="async" />
        <Player video={video} active={current} loads={loads} paused={stopped} />
        <div class="stage-shade" aria-hidden="true" />
        <button
          type="button"
          class="stage-tap"
          aria-label={stopped ? text.feed.play : text.feed.pause}
          onClick={togglePaused}
        >
          <span class="stage-glyph">
            <Icon name="play" />
          </span>
        </button>
        {place === 0 && current && <SoundPrompt />}
        <Caption video={video} />
      </div>
      <Rail video={video} />
    </>
  );
}

export function Slide(props: Props): JSX.Element {
  return (
    <article
      class="slide"
      data-place={props.place}
      data-current={props.current}
      aria-label={text.feed.slide(props.place + 1)}
      inert={!props.current}
    >
      {props.near && <SlideBody {...props} />}
    </article>
  );
}
