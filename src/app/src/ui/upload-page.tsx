/* upload-page.tsx: a clip on its way in: chosen, described, sent, prepared, public or refused. */
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { drafts } from '../stores/drafts';
import { loadRegion } from '../stores/region';
import { upload } from '../stores/upload';
import { UploadChoose } from './upload-choose';
import { UploadDescribe } from './upload-describe';
import { UploadDrafts } from './upload-drafts';
import { UploadPreparing } from './upload-preparing';
import { UploadProgress } from './upload-progress';

export function UploadPage(): JSX.Element {
  const { at } = useStore(upload);
  const count = useStore(drafts).length;
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef({ step: at.step, count });
  useEffect(() => void loadRegion(), []);
  /* What was pressed goes with its step or its draft: the focus is not lost with it. */
  useLayoutEffect(() => {
    const gone = before.current.step !== at.step || before.current.count > count;
    before.current = { step: at.step, count };
    if (gone && document.activeElement === document.body) {
      heading.current?.focus({ preventScroll: true });
    }
  }, [at.step, count]);
  return (
    <div class="page page-upload">
      <header class="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {text.upload.title}
        </h1>
        <p class="lead">{more.upload.lead}</p>
      </header>
      {at.step === 'choose' && <UploadChoose problem={at.problem} />}
      {at.step === 'choose' && <UploadPreparing />}
      {at.step === 'choose' && <UploadDrafts />}
      {at.step === 'describe' && <UploadDescribe problem={at.problem} />}
      {at.step !== 'choose' && at.step !== 'describe' && <UploadProgress at={at} />}
    </div>
  );
}
