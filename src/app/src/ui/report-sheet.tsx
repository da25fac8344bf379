/* report-sheet.tsx: tells the office that something is wrong, and says that it arrived. */
import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Refusal } from '../api';
import { reportApi, type About } from '../api-report';
import { refusalWords } from '../logic/problem';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { askToSign, noteRefusal, session } from '../stores/session';
import { useStore } from '../store';
import { closeSheet, openSheet, type Sheet } from '../stores/sheet';
import { GroundChoice } from './ground-choice';
import { Link } from './link';
import { Said } from './said';
import { SheetFrame } from './sheet';
import { WordsField } from './words-field';

const WORDS_MAX = 1000;

interface Props {
  about: About;
  /* What was open before. */
  back: Sheet | null;
}

function Sent({ back }: { back: Sheet | null }): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  return (
    <>
      <h3 ref={heading} tabIndex={-1}>
        {more.report.sentTitle}
      </h3>
      <p>{more.report.sentText}</p>
      <p class="actions">
        <button
          type="button"
          class="button primary"
          onClick={() => (back === null ? closeSheet() : openSheet(back))}
        >
          {text.done}
        </button>
        <Link href="/me/reports" class="text-button">
          {more.report.list}
        </Link>
      </p>
    </>
  );
}

/* Whoever has no account has the law. */
function SignedOut({ about, back }: Props): JSX.Element {
  const sign = (): void => {
    closeSheet();
    askToSign('in', () => openSheet({ kind: 'report', about, back }));
  };
  return (
    <>
      <p>{more.report.signFirst}</p>
      <p>{more.report.notice.noAccount}</p>
      <p class="actions">
        <button type="button" class="button primary" onClick={sign}>
          {text.sign.in}
        </button>
        <Link href={`/notice?about=${about}`} class="text-button">
          {more.report.notice.act}
        </Link>
      </p>
    </>
  );
}

function Form({ about, onSent }: { about: About; onSent: () => void }): JSX.Element {
  const [ground, setGround] = useState('');
  const [words, setWords] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const submit = async (): Promise<void> => {
    if (ground === '') {
      setProblem(more.report.missing);
      return;
    }
    setBusy(true);
    setProblem('');
    try {
      await reportApi.report(about, ground, words.trim());
      onSent();
    } catch (error) {
      noteRefusal(error);
      setBusy(false);
      setProblem(error instanceof Refusal ? refusalWords(error) : text.problem.unknown);
    }
  };
  return (
    <form
      class="sheet-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <p class="lead">{more.report.lead}</p>
      <GroundChoice chosen={ground} first="terms" onChoose={setGround} />
      <WordsField
        id="report-words"
        label={more.report.words}
        hint={more.report.wordsHint}
        rows={3}
        most={WORDS_MAX}
        value={words}
        onValue={setWords}
      />
      <p class="form-problem" role="alert">
        <Said words={problem} />
      </p>
      <button type="submit" class="button primary" disabled={busy}>
        {more.report.send}
      </button>
      <p class="quiet">
        <Link href={`/notice?about=${about}`} class="text-button">
          {more.report.notice.act}
        </Link>
      </p>
    </form>
  );
}

const kindOf = (about: About): keyof typeof more.report.titles => {
  const found = (['video', 'comment', 'person'] as const).find((kind) => about.startsWith(kind));
  return found ?? 'video';
};

export function ReportSheet({ about, back }: Props): JSX.Element {
  const [sent, setSent] = useState(false);
  const { user } = useStore(session);
  return (
    <SheetFrame title={more.report.titles[kindOf(about)]}>
      {user === null && <SignedOut about={about} back={back} />}
      {user !== null && sent && <Sent back={back} />}
      {user !== null && !sent && <Form about={about} onSent={() => setSent(true)} />}
    </SheetFrame>
  );
}
