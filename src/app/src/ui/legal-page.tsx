/* legal-page.tsx: a legal notice by anybody, and what became of one, by its receipt. */
import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Refusal } from '../api';
import { reportApi, type Receipt } from '../api-report';
import { aboutOf, addressOf } from '../logic/legal';
import { refusalWords, sentence } from '../logic/problem';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { copy } from '../share';
import { useStore } from '../store';
import { route } from '../stores/route';
import { GroundChoice } from './ground-choice';
import { LegalState } from './legal-state';
import { TextField } from './text-field';
import { WordsField } from './words-field';

const EXPLANATION_MIN = 20;
const EXPLANATION_MAX = 5000;

interface Typed {
  about: string;
  ground: string;
  explanation: string;
  name: string;
  email: string;
  faith: boolean;
}

type Wrong = Partial<Record<keyof Typed | 'form', string>>;

function wrongIn(typed: Typed): Wrong {
  const says = more.report.notice;
  return {
    ...(typed.about.trim() === '' ? { about: says.aboutMissing } : {}),
    ...(typed.ground === '' ? { form: more.report.missing } : {}),
    ...(typed.explanation.trim().length < EXPLANATION_MIN
      ? { explanation: says.explanationShort }
      : {}),
    ...(typed.faith ? {} : { faith: says.faithMissing }),
  };
}

/* The service names the field first; the page says the rest at it. */
function wrongOf(refusal: Refusal): Wrong {
  const [, field = '', words = ''] = /^([a-z_]+):\s*(.+)$/s.exec(refusal.detail) ?? [];
  const known = (['about', 'explanation', 'name', 'email'] as const).find((one) => one === field);
  return known === undefined
    ? { form: refusalWords(refusal) }
    : { [known]: sentence(words, refusal.limit) };
}

function Given({ given, onMore }: { given: Receipt; onMore: () => void }): JSX.Element {
  const says = more.report.notice;
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  return (
    <section class="card card-strong" aria-labelledby="notice-given">
      <h2 id="notice-given" ref={heading} tabIndex={-1}>
        {says.given}
      </h2>
      <p>{says.receiptText}</p>
      <div class="command">
        <code dir="ltr" aria-label={says.receipt}>
          {given.receipt}
        </code>
        <button type="button" class="button" onClick={() => void copy(given.receipt, says.copied)}>
          {says.copy}
        </button>
      </div>
      <p class="actions">
        <button type="button" class="button" onClick={onMore}>
          {says.another}
        </button>
      </p>
    </section>
  );
}

interface PartProps {
  typed: Typed;
  wrong: Wrong;
  set: (part: Partial<Typed>) => void;
}

function Who({ typed, wrong, set }: PartProps): JSX.Element {
  const says = more.report.notice;
  return (
    <>
      <TextField
        id="notice-name"
        name="name"
        label={says.name}
        hint={says.whoHint}
        problem={wrong.name}
        fills="name"
        value={typed.name}
        onValue={(name) => set({ name })}
      />
      <TextField
        id="notice-email"
        name="email"
        type="email"
        label={says.email}
        hint={says.emailHint}
        problem={wrong.email}
        fills="email"
        value={typed.email}
        onValue={(email) => set({ email })}
      />
    </>
  );
}

function What({ typed, wrong, set }: PartProps): JSX.Element {
  const says = more.report.notice;
  return (
    <>
      <TextField
        id="notice-about"
        name="about"
        label={says.about}
        hint={says.aboutHint}
        problem={wrong.about}
        code
        value={typed.about}
        onValue={(about) => set({ about })}
      />
      <GroundChoice chosen={typed.ground} first="law" only onChoose={(ground) => set({ ground })} />
      <WordsField
        id="notice-explanation"
        label={says.explanation}
        hint={says.explanationHint}
        problem={wrong.explanation}
        rows={6}
        most={EXPLANATION_MAX}
        value={typed.explanation}
        onValue={(explanation) => set({ explanation })}
      />
    </>
  );
}

function Form({
  about,
  onGiven,
}: {
  about: string;
  onGiven: (given: Receipt) => void;
}): JSX.Element {
  const says = more.report.notice;
  const [typed, setTyped] = useState<Typed>({
    ...{ about: addressOf(about, location.origin), ground: '', explanation: '' },
    ...{ name: '', email: '', faith: false },
  });
  const [wrong, setWrong] = useState<Wrong>({});
  const [busy, setBusy] = useState(false);
  const set = (part: Partial<Typed>): void => setTyped({ ...typed, ...part });
  const submit = async (): Promise<void> => {
    const found = wrongIn(typed);
    setWrong(found);
    if (Object.keys(found).length > 0) {
      return;
    }
    setBusy(true);
    try {
      const { ground } = typed;
      onGiven(
        await reportApi.give({
          ...{ about: aboutOf(typed.about, location.origin), ground },
          explanation: typed.explanation.trim(),
          ...{ name: typed.name.trim(), email: typed.email.trim() },
        }),
      );
    } catch (error) {
      setBusy(false);
      setWrong(error instanceof Refusal ? wrongOf(error) : { form: text.problem.unknown });
    }
  };
  return (
    <form
      class="card sheet-form"
      noValidate
      aria-label={text.notice.title}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <What typed={typed} wrong={wrong} set={set} />
      <Who typed={typed} wrong={wrong} set={set} />
      <div class="choices">
        <label>
          <input
            type="checkbox"
            name="faith"
            checked={typed.faith}
            onChange={(event) => set({ faith: event.currentTarget.checked })}
          />
          {says.faith}
        </label>
      </div>
      <p class="form-problem" role="alert">
        {[wrong.form, wrong.faith].filter((words) => words !== undefined).join(' ')}
      </p>
      <button type="submit" class="button primary" disabled={busy}>
        {says.send}
      </button>
    </form>
  );
}

export function LegalPage(): JSX.Element {
  const at = useStore(route);
  const [given, setGiven] = useState<Receipt | null>(null);
  return (
    <div class="page page-settings">
      <header class="page-head">
        <h1>{text.notice.title}</h1>
        <p class="lead">{more.report.notice.lead}</p>
      </header>
      <div class="cards">
        {given === null ? (
          <Form about={at.page === 'notice' ? at.about : ''} onGiven={setGiven} />
        ) : (
          <Given given={given} onMore={() => setGiven(null)} />
        )}
        <LegalState />
      </div>
    </div>
  );
}
