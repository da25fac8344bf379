/* person-page.tsx: somebody's page: who they are, how many know them, and what they published. */
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Person } from '../api-social';
import { formatCount, formatMonth } from '../format';
import { refusalWords } from '../logic/problem';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { sharePerson } from '../share';
import { useStore } from '../store';
import { leavePerson, loadPerson, looked, theirVideos } from '../stores/person';
import { route } from '../stores/route';
import { session } from '../stores/session';
import { openSheet } from '../stores/sheet';
import { follows } from '../stores/toggles';
import { Again } from './again';
import { Avatar } from './avatar';
import { Follow } from './follow';
import { Handle } from './handle';
import { Icon } from './icons';
import { Link } from './link';
import { Rich } from './rich';
import { StateCard } from './state-card';
import { VideoGrid } from './video-grid';
import { WarningBadge } from './warning';

function Counts({ person }: { person: Person }): JSX.Element {
  const done = useStore(follows.acts).get(person.handle);
  const before = person.followed ?? false;
  const followers = person.followers + Number(done ?? before) - Number(before);
  return (
    <ul class="counts">
      <li>
        <button
          type="button"
          class="count"
          onClick={() => openSheet({ kind: 'people', person, which: 'followers' })}
        >
          <strong>{formatCount(followers)}</strong> {more.profile.followers(followers)}
        </button>
      </li>
      <li>
        <button
          type="button"
          class="count"
          onClick={() => openSheet({ kind: 'people', person, which: 'following' })}
        >
          <strong>{formatCount(person.following)}</strong> {more.profile.following}
        </button>
      </li>
      <li class="count">
        <strong>{formatCount(person.likes)}</strong> {more.profile.likes(person.likes)}
      </li>
    </ul>
  );
}

function Acts({ person }: { person: Person }): JSX.Element {
  return (
    <div class="actions">
      {person.self ? (
        <>
          <button
            type="button"
            class="button primary"
            onClick={() => openSheet({ kind: 'edit', person })}
          >
            <Icon name="edit" />
            {more.profile.edit}
          </button>
          <Link href="/me" class="button">
            {text.me.title}
          </Link>
        </>
      ) : (
        <Follow user={person} />
      )}
      <button type="button" class="button" onClick={() => void sharePerson(person.handle)}>
        <Icon name="share" />
        {more.profile.share}
      </button>
      {!person.self && (
        <button
          type="button"
          class="round"
          aria-label={more.person.title(person.handle)}
          onClick={() => openSheet({ kind: 'person', person })}
        >
          <Icon name="dots" />
        </button>
      )}
    </div>
  );
}

function Head({ person }: { person: Person }): JSX.Element {
  return (
    <header class="person-head">
      <Avatar user={person} />
      <div class="person-about">
        <h1 dir="auto">{person.name ?? person.handle}</h1>
        <p class="person-facts">
          <Handle of={person.handle} />
          {person.followsMe === true && <span class="badge">{more.profile.followsMe}</span>}
          {person.muted === true && <span class="badge">{more.person.mute.is}</span>}
          {person.blocked === true && <span class="badge">{more.person.block.is}</span>}
          <WarningBadge of={person.label} />
          <span class="quiet">{more.profile.since(formatMonth(person.createdMs))}</span>
        </p>
        {person.bio !== '' && (
          <p class="person-bio" dir="auto">
            <Rich text={person.bio} />
          </p>
        )}
        <Counts person={person} />
        <Acts person={person} />
      </div>
    </header>
  );
}

export function PersonPage(): JSX.Element | null {
  const at = useStore(route);
  const me = useStore(session).user?.id;
  const handle = at.page === 'person' ? at.handle : null;
  const { person, error } = useStore(looked);
  useEffect(() => {
    if (handle === null) {
      return undefined;
    }
    void loadPerson(handle);
    return leavePerson;
  }, [handle, me]);
  if (error !== null && handle !== null) {
    const gone = error.status === 404;
    return (
      <>
        <h1 class="sr">{text.profile.title(handle)}</h1>
        <StateCard
          icon={gone ? 'look' : 'alert'}
          title={gone ? more.profile.goneTitle : more.profile.failedTitle}
          words={gone ? more.profile.goneText : refusalWords(error)}
        >
          {gone ? (
            <Link href="/" class="button primary">
              {text.notFound.action}
            </Link>
          ) : (
            <Again class="button primary" onAgain={() => void loadPerson(handle)} />
          )}
        </StateCard>
      </>
    );
  }
  return (
    <div class="page page-person">
      {person === null ? (
        <div class="person-head person-head-bare" aria-busy="true">
          <h1 class="sr">{handle}</h1>
        </div>
      ) : (
        <Head person={person} />
      )}
      {/* Below who they are, which is of any height. */}
      {person !== null && (
        <section class="section" aria-labelledby="person-videos">
          <h2 id="person-videos" class="sr">
            {more.profile.videos}
          </h2>
          <VideoGrid list={theirVideos} empty={more.profile.none} />
        </section>
      )}
    </div>
  );
}
