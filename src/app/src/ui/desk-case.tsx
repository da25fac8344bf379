/* desk-case.tsx: one case: what it is about, what was said of it and decided before, and the decision. */
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Refusal } from '../api';
import { deskApi, type DeskObject, type WholeCase } from '../api-desk';
import { formatAge } from '../format';
import { refusalWords } from '../logic/problem';
import { text } from '../messages/words';
import { desk } from '../messages/words-desk';
import { clear } from '../stores/look';
import { deskPath, takeOut } from '../stores/queue';
import { go } from '../stores/route';
import { noteSeat } from '../stores/seat';
import { DeskDecide } from './desk-decide';
import { DeskMedia } from './desk-media';
import { DeskAnswered, DeskEarlier, DeskSaid } from './desk-said';
import { countWords, kindWords, Marks } from './desk-words';
import { Handle } from './handle';
import { Link } from './link';
import { Said } from './said';
import { StateCard } from './state-card';

function About({ of, kind }: { of: DeskObject; kind: string }): JSX.Element {
  return (
    <section class="card" aria-labelledby="desk-about">
      <h3 id="desk-about">{desk.about}</h3>
      <p class="quiet">
        {kind} <bdi dir="ltr">{of.number}</bdi> · {desk.by}{' '}
        <a href={`/@${of.handle}`} target="_blank" rel="noopener" class="text-button">
          <Handle of={of.handle} />
        </a>
      </p>
      {of.words === '' ? (
        <p class="quiet">{desk.noWords}</p>
      ) : (
        <blockquote dir="auto">{of.words}</blockquote>
      )}
    </section>
  );
}

function Head({ of }: { of: WholeCase }): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const counts = countWords(of);
  const now = Date.now();
  return (
    <header class="desk-head">
      <Link href={deskPath(null)} class="text-button desk-back">
        {desk.queue.back}
      </Link>
      <h2 ref={heading} tabIndex={-1}>
        {desk.title(of.id, kindWords(of))}
      </h2>
      <Marks of={of} />
      <p class="quiet">
        {counts}
        {counts !== '' && ' · '}
        {desk.since(formatAge(of.firstMs, now), formatAge(of.lastMs, now))}
      </p>
    </header>
  );
}

interface ContentProps {
  of: WholeCase;
  onMore: () => void;
  onAgain: () => void;
}

function Content({ of, onMore, onAgain }: ContentProps): JSX.Element {
  const isClip = of.about?.kind === 'video';
  const taken = (): void => {
    const next = takeOut(of.id);
    go(deskPath(next?.id ?? null));
  };
  return (
    <article class="desk-case">
      <Head of={of} />
      <div class="desk-columns">
        <div class="desk-column">
          {of.object === null ? (
            <p class="quiet">{desk.gone}</p>
          ) : (
            <>
              {isClip && <DeskMedia of={of.object} />}
              <About of={of.object} kind={kindWords(of)} />
            </>
          )}
          <DeskSaid of={of} onMore={onMore} />
          {of.answered !== null && <DeskAnswered answered={of.answered} own={of.own} />}
          <DeskEarlier newest={of.previous} />
        </div>
        <div class="desk-column">
          <DeskDecide of={of} onTaken={taken} onAgain={onAgain} />
        </div>
      </div>
    </article>
  );
}

/* What is read on belongs to the case as it was opened: up to then it was seen. What was asked for twice
   is there once. */
function withMore(before: WholeCase | null, cursor: string | null, came: WholeCase): WholeCase {
  if (before === null || cursor === null) {
    return came;
  }
  return before.next === cursor
    ? { ...before, said: [...before.said, ...came.said], next: came.next }
    : before;
}

export function DeskCase({ id }: { id: string }): JSX.Element {
  const [found, setFound] = useState<WholeCase | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const here = useRef(true);
  const load = (cursor: string | null): void => {
    setRefusal(null);
    deskApi.case(id, cursor).then(
      (came) => {
        if (here.current) {
          setFound((before) => withMore(before, cursor, came));
        }
      },
      (error: unknown) => {
        noteSeat(error);
        if (here.current) {
          setRefusal(error instanceof Refusal ? error : new Refusal(0, '', '', null));
        }
      },
    );
  };
  const again = (): void => {
    setFound(null);
    load(null);
  };
  useEffect(() => {
    here.current = true;
    clear.set(false);
    load(null);
    return () => {
      here.current = false;
    };
  }, []);
  if (found !== null) {
    return (
      <>
        <Content
          key={`${found.id} ${found.upto}`}
          of={found}
          onMore={() => load(found.next)}
          onAgain={again}
        />
        {refusal !== null && (
          <p class="form-problem" role="alert">
            <Said words={refusalWords(refusal)} />
          </p>
        )}
      </>
    );
  }
  if (refusal === null) {
    return <span class="spinner" role="status" aria-label={text.feed.buffering} />;
  }
  const gone = refusal.status === 404;
  return (
    <StateCard
      icon={gone ? 'look' : 'alert'}
      title={gone ? desk.goneCase : desk.failed}
      words={gone ? '' : refusalWords(refusal)}
    >
      <button type="button" class="button primary" onClick={again}>
        {text.problem.again}
      </button>
      <Link href={deskPath(null)} class="button">
        {desk.queue.back}
      </Link>
    </StateCard>
  );
}
