/* data-page.tsx: everything that is kept of oneself: seen, put right, taken along, left behind. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { dataZip } from '../api-data';
import { formatMoment } from '../format';
import { fieldsOf, groupsIn, type MyData, type OwnGroup } from '../logic/mydata';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import {
  leaveMyData,
  loadMyData,
  moreMyData,
  myDataView,
  repair,
  takeAlong,
} from '../stores/mydata';
import { route } from '../stores/route';
import { stay } from '../stores/safety';
import { session } from '../stores/session';
import { Again } from './again';
import { CorrectCard } from './data-correct';
import { FieldList, TableRows, Why } from './data-rows';
import { WatchingRows } from './data-watching';
import { Link } from './link';
import { Said } from './said';
import { SignedOut } from './signed-out';
import { StateCard } from './state-card';

function Card(props: { id: string; title: string; children: ComponentChildren }): JSX.Element {
  return (
    <section class="card" aria-labelledby={props.id}>
      <h2 id={props.id}>{props.title}</h2>
      {props.children}
    </section>
  );
}

/* The service leads back to this page, rather than to a document that is for programs. */
function takeProblem(refused: string): string {
  const known: Readonly<Record<string, string>> = more.data.take.refused;
  return known[refused] ?? more.data.take.refusedElse;
}

function TakeCard(): JSX.Element {
  const at = useStore(route);
  const refused = at.page === 'data' ? at.refused : null;
  const parts = useStore(myDataView).data?.archives ?? 1;
  return (
    <Card id="data-take" title={more.data.take.title}>
      <p>{more.data.take.text}</p>
      <ul class="data-facts">
        {more.data.take.items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
      <p class="quiet">{more.data.take.note}</p>
      {refused !== null && (
        <p class="form-problem" role="alert">
          {takeProblem(refused)}
        </p>
      )}
      <p class="actions">
        {Array.from({ length: parts }, (_, before) => before + 1).map((part) => (
          <a
            key={part}
            class="button primary"
            href={dataZip(part)}
            onClick={(event) => {
              event.preventDefault();
              void takeAlong(part);
            }}
          >
            {parts === 1 ? more.data.take.action : more.data.take.part(part, parts)}
          </a>
        ))}
      </p>
    </Card>
  );
}

async function stayHere(): Promise<void> {
  await stay();
  await loadMyData();
}

function LeaveCard({ leavesMs }: { leavesMs: number }): JSX.Element {
  return (
    <Card id="data-leave" title={more.data.leave.title}>
      {leavesMs > 0 ? (
        <>
          <p role="status">{more.data.leave.due(formatMoment(leavesMs))}</p>
          <p class="actions">
            <button type="button" class="button primary" onClick={() => void stayHere()}>
              {more.data.leave.stay}
            </button>
          </p>
        </>
      ) : (
        <>
          <p>{more.data.leave.text}</p>
          <p class="actions">
            <Link href="/settings" class="button">
              {more.data.leave.action}
            </Link>
          </p>
        </>
      )}
    </Card>
  );
}

function Group({ group, all }: { group: OwnGroup; all: MyData }): JSX.Element {
  const { busy } = useStore(myDataView);
  return (
    <section class="data-group" aria-labelledby={`data-${group.name}`}>
      <h2 id={`data-${group.name}`}>{group.title}</h2>
      <p class="quiet">{group.words}</p>
      {group.tables.map((table) =>
        group.name === 'watching' && all.watching !== null ? (
          <section key={table.name} class="data-table" aria-label={table.title}>
            <WatchingRows watching={all.watching} />
            <Why fields={table.fields} />
          </section>
        ) : (
          <TableRows key={table.name} table={table} />
        ),
      )}
      {group.name === 'said' && all.next !== null && (
        <button type="button" class="button more" disabled={busy} onClick={() => void moreMyData()}>
          {more.data.more}
        </button>
      )}
    </section>
  );
}

function Whole({ all }: { all: MyData }): JSX.Element {
  const account = all.tables['account']?.[0] ?? {};
  const leaves = account['leaves_ms'];
  return (
    <>
      <div class="cards">
        <TakeCard />
        <CorrectCard key={String(account['email'])} account={account} />
        <LeaveCard leavesMs={typeof leaves === 'number' ? leaves : 0} />
      </div>
      {groupsIn(all).map((group) => (
        <Group key={group.name} group={group} all={all} />
      ))}
      <section class="data-group" aria-labelledby="data-files">
        <h2 id="data-files">{more.data.files.title}</h2>
        <p class="quiet">{more.data.files.text}</p>
        <FieldList fields={fieldsOf(all, 'a file that a row names')} />
      </section>
      <section class="data-group" aria-labelledby="data-hidden">
        <h2 id="data-hidden">{more.data.hidden.title}</h2>
        <p class="quiet">{more.data.hidden.text}</p>
        <FieldList fields={fieldsOf(all, 'not shown')} />
      </section>
      <div class="cards">
        <Card id="data-others" title={more.data.others.title}>
          <p>{more.data.others.text}</p>
        </Card>
        <Card id="data-ledger" title={more.data.ledger.title}>
          <p>{more.data.ledger.text}</p>
          <p class="actions">
            <a class="text-button" href="/api/v1/me/receipt" download>
              {more.data.ledger.receipt}
            </a>
            <Link href="/data-map" class="text-button">
              {more.data.ledger.map}
            </Link>
          </p>
        </Card>
      </div>
    </>
  );
}

function Unreadable(): JSX.Element {
  const { busy } = useStore(myDataView);
  return (
    <StateCard icon="alert" title={more.data.unreadableTitle} words={more.data.unreadableText}>
      <button type="button" class="button primary" disabled={busy} onClick={() => void repair()}>
        {more.data.repair}
      </button>
    </StateCard>
  );
}

export function DataPage(): JSX.Element {
  const { user } = useStore(session);
  const { data, busy, problem, unreadable } = useStore(myDataView);
  const id = user?.id;
  useEffect(() => {
    if (id === undefined) {
      return undefined;
    }
    void loadMyData();
    return leaveMyData;
  }, [id]);
  if (user === null) {
    return (
      <div class="page page-data">
        <h1 class="sr">{more.data.title}</h1>
        <SignedOut icon="lock" title={more.data.title} words={more.data.signedOut} />
      </div>
    );
  }
  return (
    <div class="page page-data" aria-busy={busy}>
      <header class="page-head">
        <h1>{more.data.title}</h1>
        <p class="lead">{more.data.lead}</p>
      </header>
      {problem !== null && (
        <p class="form-problem" role="alert">
          {more.data.failed} <Said words={problem} />{' '}
          <Again class="text-button" onAgain={() => void loadMyData()} />
        </p>
      )}
      {busy && data === null && (
        <p class="quiet" role="status">
          {more.data.loading}
        </p>
      )}
      {unreadable && <Unreadable />}
      {data !== null && <Whole all={data} />}
    </div>
  );
}
