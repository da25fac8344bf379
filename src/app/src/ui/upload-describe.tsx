/* upload-describe.tsx: the clip as it will look, and all that is said of it. */
import type { JSX, RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { characters, formatBytes, formatClock, formatPercent, formatWhole } from '../format';
import { endOf, type Details } from '../logic/details';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { region } from '../stores/region';
import { askToSign, session } from '../stores/session';
import {
  lookBefore,
  noteDuration,
  noteProblem,
  resetUpload,
  sendClip,
  setDetails,
  setSpoken,
  upload,
  type Before,
  type Clip,
} from '../stores/upload';
import { AudienceChoice } from './audience-choice';
import { SpokenFiles } from './spoken-files';
import { TextField } from './text-field';
import { TitleField, titleProblem } from './title-field';
import { UploadCut } from './upload-cut';

const TITLE_MOST = 150; /* until the region said its own */
const SOUND_MOST = 100;
const TITLE = 'upload-title';
const SOUND = 'upload-sound';

/* What is wrong may be out of sight of the button that was pressed. */
function show(field: string): void {
  document.getElementById(field)?.focus();
}

interface PreviewProps {
  clip: Clip;
  details: Details;
  player: RefObject<HTMLVideoElement | null>;
}

/* Runs over what is kept, again and again. */
function Preview({ clip, details, player }: PreviewProps): JSX.Element {
  const [failed, setFailed] = useState(false);
  const keepWithin = (element: HTMLVideoElement): void => {
    const atMs = element.currentTime * 1000;
    const end = endOf(details, clip.durationMs ?? Infinity);
    if (!element.paused && (atMs < details.fromMs - 100 || atMs >= end)) {
      element.currentTime = details.fromMs / 1000;
    }
  };
  return (
    <div class="preview">
      {failed ? (
        <p>{more.upload.noPreview}</p>
      ) : (
        <video
          ref={player}
          src={clip.url}
          aria-label={more.upload.preview}
          controls
          muted
          loop
          autoplay
          playsInline
          onLoadedMetadata={(event) => {
            const seconds = event.currentTarget.duration;
            if (Number.isFinite(seconds)) {
              noteDuration(Math.round(seconds * 1000));
            }
          }}
          onTimeUpdate={(event) => keepWithin(event.currentTarget)}
          onError={() => setFailed(true)}
        />
      )}
    </div>
  );
}

function BeforeWords({ before }: { before: Before | null }): JSX.Element {
  const { offset, length } = before?.draft ?? { offset: 0, length: 1 };
  return (
    <p class="quiet" role="status">
      {before !== null && more.upload.before(formatPercent(Math.floor((offset / length) * 100)))}
    </p>
  );
}

function FileLine({ clip }: { clip: Clip }): JSX.Element {
  return (
    <p class="file-line">
      <span class="file-name" dir="auto">
        {clip.file.name}
      </span>
      <span class="quiet">
        {clip.durationMs !== null && `${formatClock(clip.durationMs)} · `}
        {formatBytes(clip.file.size)}
      </span>
    </p>
  );
}

function Captions(): JSX.Element {
  const { spoken } = useStore(upload);
  const others = (lang: string): typeof spoken => spoken.filter((one) => one.lang !== lang);
  return (
    <SpokenFiles
      has={spoken.map((one) => one.lang)}
      onAdd={(one) => {
        setSpoken([...others(one.lang), one]);
        return Promise.resolve(null);
      }}
      onRemove={(lang) => setSpoken(others(lang))}
    />
  );
}

/* Longer than the region takes; what is cut off counts, too. */
function TooLong({ clip }: { clip: Clip }): JSX.Element | null {
  const seconds = useStore(region)?.limits.videoSeconds ?? Infinity;
  if (clip.durationMs === null || clip.durationMs <= seconds * 1000 + 500) {
    return null;
  }
  return (
    <p class="form-problem" role="alert">
      {more.upload.tooLong(formatClock(clip.durationMs), formatClock(seconds * 1000))}
    </p>
  );
}

export function UploadDescribe({ problem }: { problem: string | null }): JSX.Element | null {
  const { clip, details, before } = useStore(upload);
  const { user } = useStore(session);
  const player = useRef<HTMLVideoElement>(null);
  const url = clip?.url;
  const id = user?.id;
  useEffect(() => void lookBefore(), [url, id]);
  useEffect(() => (problem === null ? undefined : show(TITLE)), [problem]);
  const limits = useStore(region)?.limits ?? null;
  if (clip === null) {
    return null;
  }
  const most = limits?.titleChars ?? TITLE_MOST;
  const soundLong = characters(details.sound.trim()) > SOUND_MOST;
  const tooLong = (clip.durationMs ?? 0) > (limits?.videoSeconds ?? Infinity) * 1000 + 500;
  const publish = (): void => {
    const wrong = titleProblem(details.title, most);
    if (wrong !== null) {
      noteProblem(wrong);
      show(TITLE);
    } else if (soundLong) {
      show(SOUND);
    } else if (user === null) {
      askToSign('up', sendClip);
    } else {
      sendClip();
    }
  };
  return (
    <form
      class="describe"
      aria-label={text.upload.title}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        publish();
      }}
    >
      <Preview clip={clip} details={details} player={player} />
      <div class="describe-side">
        <FileLine clip={clip} />
        <TitleField
          id={TITLE}
          value={details.title}
          most={most}
          problem={problem ?? undefined}
          onValue={(title) => setDetails({ ...details, title })}
        />
        <BeforeWords before={before} />
        <AudienceChoice
          chosen={details.visibility}
          onChoose={(visibility) => setDetails({ ...details, visibility })}
        />
        {clip.durationMs !== null && clip.durationMs > 0 && (
          <UploadCut
            url={clip.url}
            durationMs={clip.durationMs}
            details={details}
            player={player}
          />
        )}
        <TooLong clip={clip} />
        <TextField
          id={SOUND}
          name="sound"
          label={more.upload.sound}
          hint={more.upload.soundHint}
          problem={
            soundLong ? more.upload.titleLong(SOUND_MOST, formatWhole(SOUND_MOST)) : undefined
          }
          value={details.sound}
          onValue={(sound) => setDetails({ ...details, sound })}
        />
        <Captions />
        <div class="actions">
          <button type="submit" class="button primary" disabled={tooLong}>
            {more.upload.publish}
          </button>
          <button type="button" class="button" onClick={() => resetUpload()}>
            {more.upload.other}
          </button>
        </div>
        {user === null && <p class="quiet">{more.upload.signFirst}</p>}
      </div>
    </form>
  );
}
