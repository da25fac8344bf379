/* upload-describe.tsx: the clip as it will look, and its title. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { characters, formatBytes, formatClock, formatPercent, formatWhole } from '../format';
import { hashtagCount } from '../logic/rich';
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
  setTitle,
  upload,
} from '../stores/upload';
import { Field } from './field';

const TITLE_MOST = 150; /* until the region said its own */

function Preview({ url }: { url: string }): JSX.Element {
  const [failed, setFailed] = useState(false);
  return (
    <div class="preview">
      {failed ? (
        <p>{more.upload.noPreview}</p>
      ) : (
        <video
          src={url}
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
          onError={() => setFailed(true)}
        />
      )}
    </div>
  );
}

export function UploadDescribe({ problem }: { problem: string | null }): JSX.Element | null {
  const { clip, title, before } = useStore(upload);
  const { user } = useStore(session);
  const url = clip?.url;
  const id = user?.id;
  useEffect(() => void lookBefore(), [url, id]);
  const limits = useStore(region)?.limits ?? null;
  if (clip === null) {
    return null;
  }
  const most = limits?.titleChars ?? TITLE_MOST;
  const left = most - characters(title.trim());
  const tags = hashtagCount(title);
  const seconds = limits?.videoSeconds ?? Infinity;
  const tooLong = clip.durationMs !== null && clip.durationMs > seconds * 1000 + 500;
  const publish = (): void => {
    if (title.trim() === '') {
      noteProblem(more.upload.titleMissing);
    } else if (left < 0) {
      noteProblem(more.upload.titleLong(formatWhole(most)));
    } else if (user === null) {
      askToSign('up', sendClip);
    } else {
      sendClip();
    }
  };
  return (
    <form
      class="describe"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        publish();
      }}
    >
      <Preview url={clip.url} />
      <div class="describe-side">
        <p class="file-line">
          <span class="file-name" dir="auto">
            {clip.file.name}
          </span>
          <span class="quiet">
            {clip.durationMs !== null && `${formatClock(clip.durationMs)} · `}
            {formatBytes(clip.file.size)}
          </span>
        </p>
        <Field
          id="upload-title"
          label={more.upload.titleLabel}
          problem={problem ?? undefined}
          hint={tags > 0 ? more.clip.hashtags(tags, formatWhole(tags)) : undefined}
          aside={
            <span
              class="counter"
              data-over={left < 0}
              aria-label={more.upload.titleLeft(left, formatWhole(left))}
            >
              {formatWhole(left)}
            </span>
          }
        >
          {(described) => (
            <textarea
              {...described}
              id="upload-title"
              class="input"
              rows={3}
              dir="auto"
              placeholder={more.upload.titlePlaceholder}
              value={title}
              onInput={(event) => setTitle(event.currentTarget.value.replace(/\s+/g, ' '))}
            />
          )}
        </Field>
        <p class="quiet" role="status">
          {before !== null &&
            more.upload.before(formatPercent(Math.floor((before.offset / before.length) * 100)))}
        </p>
        {tooLong && (
          <p class="form-problem" role="alert">
            {more.upload.tooLong(
              formatClock(clip.durationMs ?? 0),
              formatClock((limits?.videoSeconds ?? 0) * 1000),
            )}
          </p>
        )}
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
