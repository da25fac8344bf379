/* upload-preparing.tsx: what arrived before and is being made ready: how far it is, also after a reload. */
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { OwnVideo } from '../api';
import { formatPercent } from '../format';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { leavePreparing, loadPreparing, preparing } from '../stores/preparing';
import { session } from '../stores/session';
import { Link } from './link';

function State({ video }: { video: OwnVideo }): JSX.Element {
  const { state, progress } = video;
  if (state === 'processing') {
    return (
      <>
        {progress === null || progress === 0
          ? more.upload.inLine
          : `${formatPercent(progress)} ${more.upload.prepared}`}
      </>
    );
  }
  return <>{state === 'public' ? more.upload.ready : more.upload.refused}</>;
}

function Row({ video }: { video: OwnVideo }): JSX.Element {
  const { id, title, state } = video;
  return (
    <li class="entry">
      <span class="entry-words">
        <span dir="auto">{title}</span>
        <span class="quiet" role="status">
          <State video={video} />
        </span>
      </span>
      {state !== 'processing' && (
        <Link href={state === 'public' ? `/v/${id}` : '/me'} class="button">
          {state === 'public' ? more.upload.watch : more.profile.videos}
        </Link>
      )}
    </li>
  );
}

export function UploadPreparing(): JSX.Element | null {
  const { user } = useStore(session);
  const items = useStore(preparing);
  const id = user?.id;
  useEffect(() => {
    if (id === undefined) {
      return undefined;
    }
    loadPreparing();
    return leavePreparing;
  }, [id]);
  return items.length === 0 ? null : (
    <section class="section" aria-labelledby="upload-preparing">
      <h2 id="upload-preparing">{more.upload.underWay}</h2>
      <ul class="entries">
        {items.map((video) => (
          <Row key={video.id} video={video} />
        ))}
      </ul>
    </section>
  );
}
