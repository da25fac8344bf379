/* slide.tsx: one video: poster at once, the clip over it, who made it, what can be done with it. */
import type { JSX } from 'preact';
import type { Video, Why } from '../api-video';
import { formatAge, formatCount } from '../format';
import { hasSound } from '../media';
import { text } from '../messages/words';
import { useStore } from '../store';
import { playback } from '../stores/playback';
import { prefs } from '../stores/prefs';
import { Blur } from './blur';
import { CaptionTitle } from './caption-title';
import { Captions } from './captions';
import { Handle } from './handle';
import { AudienceBadge } from './audience-badge';
import { Icon } from './icons';
import { Link } from './link';
import { Player } from './player';
import { Poster } from './poster';
import { Rail } from './rail';
import { Tap } from './tap';
import { toggleSound } from './use-feed-keys';
import { warningWords } from './warning';

/* Up to this width to height a clip fills a phone's window; wider ones are shown whole. */
const FILLS_UP_TO = 0.62;
/* And from this one on; of a narrower one too much would be cut off. */
const FILLS_FROM = 0.5;

interface Props {
  video: Video;
  why: Why | null;
  place: number;
  near: boolean;
  /* Whether its picture may be fetched: the one in view has all of a thin line for itself. */
  pictured: boolean;
  onPicture: () => void;
  current: boolean;
  loads: boolean;
}

type CaptionProps = Pick<Props, 'video' | 'why' | 'current'>;

function Caption({ video, why, current }: CaptionProps): JSX.Element {
  const views = text.feed.views(video.watches, formatCount(video.watches));
  const { author, sound, label } = video;
  return (
    <div class="caption">
      {current && video.captions.length > 0 && <Captions video={video} />}
      {label !== null && (
        <p class="caption-label" dir="auto">
          <Icon name="alert" />
          {warningWords(label)}
        </p>
      )}
      {why?.place === 'again' && (
        <p class="caption-label">
          <Icon name="check" />
          {text.feed.again}
        </p>
      )}
      <p class="caption-author">
        <Link href={`/@${author.handle}`} class="caption-handle">
          {author.name === null ? <Handle of={author.handle} /> : <bdi>{author.name}</bdi>}
        </Link>
      </p>
      <CaptionTitle title={video.title} />
      {sound !== null && (
        <p class="caption-sound" aria-label={text.feed.soundName(sound)}>
          <Icon name="note" />
          <bdi>{sound}</bdi>
        </p>
      )}
      <p class="caption-facts">
        <AudienceBadge of={video.visibility} words />
        {views} · {formatAge(video.createdMs, Date.now())}
      </p>
    </div>
  );
}

/* With words until it was tapped once; then it is a small switch. */
function Sound({ words }: { words: boolean }): JSX.Element {
  const { sound, held } = useStore(prefs);
  const audible = sound && !held;
  const label = audible ? text.feed.soundOff : text.feed.soundOn;
  if (!audible && words) {
    return (
      <button type="button" class="sound-prompt" onClick={toggleSound}>
        <Icon name="muted" />
        {text.feed.tapForSound}
      </button>
    );
  }
  return (
    <button
      type="button"
      class="sound-prompt sound-switch"
      aria-pressed={audible}
      aria-label={label}
      title={`${label} (M)`}
      onClick={toggleSound}
    >
      <Icon name={audible ? 'sound' : 'muted'} />
    </button>
  );
}

function SlideBody(props: Props): JSX.Element {
  const { video, why, place, current, loads, pictured, onPicture } = props;
  const { paused } = useStore(playback);
  const stopped = current && paused;
  const ratio = video.width / Math.max(1, video.height);
  const fit = ratio >= FILLS_FROM && ratio <= FILLS_UP_TO ? 'fill' : 'whole';
  return (
    <>
      <div class="stage" data-fit={fit} data-paused={stopped} style={{ '--ratio': String(ratio) }}>
        {pictured && fit === 'whole' && (
          <Poster class="stage-glow" video={video} current={current} />
        )}
        {video.blurhash !== null && (
          <Blur hash={video.blurhash} width={video.width} height={video.height} />
        )}
        {pictured && (
          <Poster class="stage-picture" video={video} current={current} onSettled={onPicture} />
        )}
        <Player video={video} active={current} loads={loads} paused={stopped} />
        <div class="stage-shade" aria-hidden="true" />
        <Tap video={video} stopped={stopped} />
        {current && hasSound(video) && <Sound words={place === 0} />}
        <Caption video={video} why={why} current={current} />
      </div>
      <Rail video={video} why={why} />
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
