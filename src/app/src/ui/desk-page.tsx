/* desk-page.tsx: the office's desk: what waits beside the case that is open, for a member who sits there. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Refusal } from '../api';
import { formatMoment } from '../format';
import { refusalWords } from '../logic/problem';
import { readFilter } from '../logic/queue-filter';
import { text } from '../messages/words';
import { desk } from '../messages/words-desk';
import { useStore } from '../store';
import { counts, filter, loadQueue, queue } from '../stores/queue';
import { go, route } from '../stores/route';
import { dropKey, maySit, seat, standUp } from '../stores/seat';
import { say } from '../stores/toast';
import { DeskCase } from './desk-case';
import { DeskDoor } from './desk-door';
import { DeskKeys } from './desk-keys';
import { DeskQueue } from './desk-queue';
import { Said } from './said';
import { StateCard } from './state-card';
import { useDeskKeys } from './use-desk-keys';

const SHOWN = 8; /* digits of a key */

function SeatBar({ onHelp }: { onHelp: () => void }): JSX.Element {
  const { key, untilMs } = useStore(seat);
  const [problem, setProblem] = useState('');
  const leave = async (): Promise<void> => {
    try {
      await standUp();
      go('/desk');
      say(desk.seat.left);
    } catch (error) {
      setProblem(error instanceof Refusal ? refusalWords(error) : text.problem.unknown);
    }
  };
  return (
    <div class="desk-seat">
      <p class="quiet">
        {key === null ? desk.seat.noKey : desk.seat.member(key.slice(0, SHOWN))}
        {untilMs !== null && ` · ${desk.seat.until(formatMoment(untilMs))}`}
      </p>
      <p class="actions">
        <button type="button" class="text-button" onClick={onHelp}>
          {desk.keys.open}
        </button>
        <button type="button" class="text-button" onClick={() => void leave()}>
          {desk.seat.leave}
        </button>
      </p>
      <p class="form-problem" role="alert">
        <Said words={problem} />
      </p>
    </div>
  );
}

function Room({ id }: { id: string | null }): JSX.Element {
  const [helps, setHelps] = useState(false);
  const { order } = useStore(filter);
  useDeskKeys(id, () => setHelps(true));
  return (
    <>
      <SeatBar onHelp={() => setHelps(true)} />
      <div class="desk" data-open={id !== null}>
        <DeskQueue chosen={id} />
        <div class="desk-main">
          {id === null ? (
            <StateCard icon="tray" title={desk.queue.choose} words={desk.queue.orders[order]}>
              <p class="quiet">{desk.keys.hint}</p>
            </StateCard>
          ) : (
            <DeskCase key={id} id={id} />
          )}
        </div>
      </div>
      {helps && <DeskKeys onClose={() => setHelps(false)} />}
    </>
  );
}

function Content({ id, query }: { id: string | null; query: string }): JSX.Element {
  const { is } = useStore(seat);
  const { error } = useStore(queue.store);
  const over = is === 'over';
  const load = (): void => loadQueue(readFilter(query));
  if (is === 'in' || over) {
    /* What was written stays, for whoever sits down again. */
    return (
      <>
        {over && <DeskDoor onSeated={load} />}
        <div hidden={over}>
          <Room id={id} />
        </div>
      </>
    );
  }
  if (is === 'out') {
    return <DeskDoor onSeated={load} />;
  }
  return error === null ? (
    <span class="spinner" role="status" aria-label={text.feed.buffering} />
  ) : (
    <StateCard icon="alert" title={desk.failed} words={refusalWords(error)}>
      <button type="button" class="button primary" onClick={load}>
        {text.problem.again}
      </button>
    </StateCard>
  );
}

export function DeskPage(): JSX.Element {
  const at = useStore(route);
  const { is } = useStore(seat);
  const { id, query } = at.page === 'desk' ? at : { id: null, query: '' };
  useEffect(() => {
    if (seat.get().is !== 'over' && maySit()) {
      loadQueue(readFilter(query));
    }
  }, [query]);
  useEffect(() => {
    /* Also when the browser keeps the page for a way back. */
    window.addEventListener('pagehide', dropKey);
    return () => {
      window.removeEventListener('pagehide', dropKey);
      dropKey();
      queue.leave();
      counts.set(null);
    };
  }, []);
  return (
    <div class="page page-desk" data-in={is === 'in'}>
      <header class="page-head">
        <h1>{text.desk.title}</h1>
        {is !== 'in' && <p class="lead">{desk.lead}</p>}
      </header>
      <Content id={id} query={query} />
    </div>
  );
}
