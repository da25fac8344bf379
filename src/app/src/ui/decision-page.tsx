/* decision-page.tsx: one decision: what it changes and why; whom it is about may answer it here, once. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Refusal } from '../api';
import { ownApi, type Answer, type Decision } from '../api-own';
import { formatMoment } from '../format';
import { refusalWords } from '../logic/problem';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { route } from '../stores/route';
import { noteRefusal, session } from '../stores/session';
import { say } from '../stores/toast';
import { Again } from './again';
import { Link } from './link';
import { DecisionFacts } from './own-decisions';
import { Said } from './said';
import { StateCard } from './state-card';
import { WordsField } from './words-field';

const ANSWER_MAX = 2000;

interface Found {
  decision: Decision;
  own: boolean;
}

/* One's own has the reason; it is in the list of them. */
async function find(id: string, signed: boolean): Promise<Found> {
  let cursor: string | null = null;
  do {
    if (!signed) {
      break;
    }
    const page: Awaited<ReturnType<typeof ownApi.decisions>> = await ownApi.decisions(cursor);
    const decision = page.items.find((one) => one.id === id);
    if (decision !== undefined) {
      return { decision, own: true };
    }
    cursor = page.next;
  } while (cursor !== null);
  return { decision: await ownApi.decision(id), own: false };
}

function Given({ answer }: { answer: Answer }): JSX.Element {
  return (
    <>
      <p>
        <strong>{more.report.answers[answer.state]}</strong>
      </p>
      <blockquote dir="auto">{answer.words}</blockquote>
      <p class="quiet">{formatMoment(answer.atMs)}</p>
      {answer.reply !== null && (
        <dl class="facts">
          <div>
            <dt>{more.report.reply}</dt>
            <dd dir="auto">{answer.reply}</dd>
          </div>
        </dl>
      )}
      {answer.decision !== null && (
        <p class="actions">
          <Link href={`/decisions/${answer.decision}`} class="text-button">
            {more.report.newer}
          </Link>
        </p>
      )}
    </>
  );
}

interface FormProps {
  id: string;
  untilMs: number;
  onGiven: (answer: Answer | null) => void;
}

function Form({ id, untilMs, onGiven }: FormProps): JSX.Element {
  const [words, setWords] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const submit = async (): Promise<void> => {
    if (words.trim() === '') {
      setProblem(more.report.answerMissing);
      return;
    }
    setBusy(true);
    setProblem('');
    try {
      const { answer } = await ownApi.answer(id, words.trim());
      say(more.report.answerSent);
      onGiven(answer);
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
      <p>{more.report.answerLead(formatMoment(untilMs))}</p>
      <WordsField
        id="answer-words"
        label={more.report.answerWords}
        hint={more.report.answerHint}
        rows={5}
        most={ANSWER_MAX}
        value={words}
        onValue={setWords}
      />
      <p class="form-problem" role="alert">
        <Said words={problem} />
      </p>
      <button type="submit" class="button primary" disabled={busy}>
        {more.report.answerSend}
      </button>
    </form>
  );
}

function Reply({ decision }: { decision: Decision }): JSX.Element {
  const [answer, setAnswer] = useState(decision.answer);
  const { id, untilMs } = decision;
  return (
    <section class="card" aria-labelledby="decision-answer">
      <h2 id="decision-answer">{more.report.answer}</h2>
      {answer !== null && <Given answer={answer} />}
      {answer?.receipt === true && (
        <p class="actions">
          <a class="text-button" href={`/api/v1/me/decisions/${id}/answer/receipt`} download>
            {more.decisions.receipt}
          </a>
        </p>
      )}
      {answer?.receipt === false && <p class="quiet">{more.report.noReceipt}</p>}
      {answer === null && untilMs !== null && (
        <Form id={id} untilMs={untilMs} onGiven={setAnswer} />
      )}
      {answer === null && untilMs === null && <p>{more.report.noAnswer}</p>}
    </section>
  );
}

function Content({ found: { decision, own } }: { found: Found }): JSX.Element {
  const { kind, what, id } = decision;
  const of = own ? more.decisions.kinds[kind] : more.report.others[kind];
  return (
    <div class="cards">
      <section class="card" aria-labelledby="decision-what">
        <h2 id="decision-what">{more.decisions.what[what](of)}</h2>
        <p>{more.report.changes[what]}</p>
        <DecisionFacts decision={decision} />
        <p class="quiet">
          {more.decisions.when(formatMoment(decision.atMs), decision.entry)} {more.report.check}
        </p>
        <p class="actions">
          <a class="text-button" href={`/api/v1/decisions/${id}`}>
            {more.decisions.open}
          </a>
          {own && decision.reason !== null && (
            <a class="text-button" href={`/api/v1/me/decisions/${id}/receipt`} download>
              {more.decisions.receipt}
            </a>
          )}
        </p>
      </section>
      {own && what !== 'restore' && <Reply decision={decision} />}
    </div>
  );
}

export function DecisionPage(): JSX.Element {
  const at = useStore(route);
  const { user, known } = useStore(session);
  const [found, setFound] = useState<Found | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const id = at.page === 'decision' ? at.id : '';
  const owner = user?.id;
  const load = (): (() => void) => {
    let here = true;
    setRefusal(null);
    if (known && id !== '') {
      find(id, owner !== undefined).then(
        (came) => here && setFound(came),
        (error: unknown) => {
          noteRefusal(error);
          if (here) {
            setRefusal(error instanceof Refusal ? error : new Refusal(0, '', '', null));
          }
        },
      );
    }
    return () => {
      here = false;
    };
  };
  useEffect(load, [id, known, owner]);
  return (
    <div class="page">
      <header class="page-head">
        <h1>{text.decision.title}</h1>
      </header>
      {found !== null && <Content found={found} />}
      {found === null && refusal === null && (
        <span class="spinner" role="status" aria-label={text.feed.buffering} />
      )}
      {found === null && refusal?.status === 404 && (
        <StateCard icon="look" title={more.report.goneTitle}>
          <Link href="/" class="button primary">
            {text.notFound.action}
          </Link>
        </StateCard>
      )}
      {found === null && refusal !== null && refusal.status !== 404 && (
        <StateCard icon="alert" title={more.report.failedTitle} words={refusalWords(refusal)}>
          <Again class="button primary" onAgain={load} />
        </StateCard>
      )}
    </div>
  );
}
