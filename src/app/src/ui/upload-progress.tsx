/* upload-progress.tsx: from the first byte sent to the last word on it. */
import type { ComponentChildren, JSX } from 'preact';
import { formatBytes, formatPercent } from '../format';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { go } from '../stores/route';
import { cancelSending, resetUpload, sendClip, upload, type UploadStep } from '../stores/upload';
import { Icon } from './icons';
import { StateCard } from './state-card';

function Steps({ done }: { done: number }): JSX.Element {
  return (
    <ol class="progress-steps">
      {more.upload.steps.map((words, place) => (
        <li key={words} data-state={place < done ? 'done' : place === done ? 'now' : 'later'}>
          <span class="step-dot">{place < done && <Icon name="check" />}</span>
          {words}
        </li>
      ))}
    </ol>
  );
}

/* The video is there without them; they can be sent again from one's page. */
function Unspoken(): JSX.Element | null {
  const { unspoken } = useStore(upload);
  if (unspoken.length === 0) {
    return null;
  }
  return (
    <div class="form-problem" role="alert">
      {unspoken.map((words) => (
        <p key={words}>{words}</p>
      ))}
      <p>{more.spoken.later}</p>
    </div>
  );
}

function Card({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  const name = useStore(upload).details.title;
  return (
    <section class="progress-card" aria-live="polite">
      <h2>{title}</h2>
      <p class="quiet" dir="auto">
        {name}
      </p>
      {children}
    </section>
  );
}

interface SendingProps {
  sent: number;
  total: number;
  lost: boolean;
}

/* How much of it has arrived is known again once the service answers. */
function Sending({ sent, total, lost }: SendingProps): JSX.Element {
  const percent = total > 0 ? Math.floor((sent / total) * 100) : 0;
  return (
    <Card title={lost ? more.upload.lost : more.upload.sending}>
      {lost ? (
        <p class="quiet">{more.upload.lostText}</p>
      ) : (
        <>
          <progress class="bar" max={100} value={percent} aria-label={more.upload.sending} />
          <p class="progress-line">
            <span class="progress-percent">{formatPercent(percent)}</span>
            <span class="quiet">{more.upload.sent(formatBytes(sent), formatBytes(total))}</span>
          </p>
        </>
      )}
      <button type="button" class="button" onClick={cancelSending}>
        {more.upload.cancel}
      </button>
    </Card>
  );
}

function Percent({ percent }: { percent: number }): JSX.Element {
  return (
    <>
      <progress class="bar" max={100} value={percent} aria-label={more.upload.processing} />
      <p class="progress-line">
        <span class="progress-percent">{formatPercent(percent)}</span>
        <span class="quiet">{percent === 0 ? more.upload.inLine : more.upload.prepared}</span>
      </p>
    </>
  );
}

const again = (): JSX.Element => (
  <button type="button" class="button" onClick={() => resetUpload()}>
    {more.upload.another}
  </button>
);

type Under = Exclude<UploadStep, { step: 'choose' | 'describe' }>;

export function UploadProgress({ at }: { at: Under }): JSX.Element {
  switch (at.step) {
    case 'sending':
      return <Sending sent={at.sent} total={at.total} lost={at.lost} />;
    case 'processing':
      return (
        <Card title={more.upload.processing}>
          <Steps done={1} />
          <Percent percent={at.percent} />
          <p class="quiet">{more.upload.processingText}</p>
          <Unspoken />
        </Card>
      );
    case 'public': {
      const { visibility } = at.video;
      const everybody = visibility === 'public';
      const publicWords = at.largerToCome ? more.upload.largerToCome : more.upload.publicText;
      return (
        <section class="progress-card progress-public" aria-live="polite">
          <img class="progress-poster" src={at.video.poster} alt="" />
          <div>
            <h2>{everybody ? more.upload.public : more.upload.ready}</h2>
            <p class="quiet">{everybody ? publicWords : more.audience.hints[visibility]}</p>
            <Steps done={3} />
            <Unspoken />
            <div class="actions">
              <button type="button" class="button primary" onClick={() => go(`/v/${at.id}`)}>
                {more.upload.watch}
              </button>
              {again()}
            </div>
          </div>
        </section>
      );
    }
    case 'refused':
      return (
        <StateCard
          icon="alert"
          title={more.upload.refused}
          words={text.problem.said(at.reason, null)}
        >
          {again()}
        </StateCard>
      );
    case 'failed':
      return (
        <StateCard icon="alert" title={more.upload.failed} words={at.reason}>
          <button type="button" class="button primary" onClick={sendClip}>
            {more.upload.retry}
          </button>
          {again()}
        </StateCard>
      );
  }
}
