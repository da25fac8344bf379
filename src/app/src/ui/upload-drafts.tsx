/* upload-drafts.tsx: uploads that broke off, each with how far it came. */
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Draft } from '../api';
import { formatBytes } from '../format';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { cancelDraft, drafts, loadDrafts } from '../stores/drafts';
import { session } from '../stores/session';

function Row({ draft }: { draft: Draft }): JSX.Element {
  const title = draft.title ?? more.upload.untitled;
  return (
    <li class="entry">
      <span class="entry-words">
        <span dir="auto">{title}</span>
        <span class="quiet">
          {more.upload.sent(formatBytes(draft.offset), formatBytes(draft.length))}
        </span>
      </span>
      <button
        type="button"
        class="button"
        aria-label={more.upload.cancelLabel(title)}
        onClick={() => void cancelDraft(draft.url)}
      >
        {more.upload.cancel}
      </button>
    </li>
  );
}

export function UploadDrafts(): JSX.Element | null {
  const { user } = useStore(session);
  const items = useStore(drafts);
  const id = user?.id;
  useEffect(() => {
    if (id !== undefined) {
      void loadDrafts();
    }
  }, [id]);
  if (id === undefined || items.length === 0) {
    return null;
  }
  return (
    <section class="section" aria-labelledby="upload-drafts">
      <h2 id="upload-drafts">{more.upload.drafts}</h2>
      <p class="quiet">{more.upload.draftsText}</p>
      <ul class="entries">
        {items.map((draft) => (
          <Row key={draft.url} draft={draft} />
        ))}
      </ul>
    </section>
  );
}
