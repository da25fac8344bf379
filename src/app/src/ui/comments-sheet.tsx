/* comments-sheet.tsx: what is said of a video, and a line to say more. */
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Refusal, type Video } from '../api';
import type { Comment } from '../api-social';
import { characters, formatWhole } from '../format';
import { refusalWords } from '../logic/problem';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import {
  keepUnsent,
  leaveTalk,
  loadTalk,
  moreTalk,
  talk,
  unsentOf,
  writeComment,
} from '../stores/comments';
import { askToSign, session } from '../stores/session';
import { Again } from './again';
import { CommentRow } from './comment-row';
import { Icon } from './icons';
import { Said } from './said';
import { SheetFrame } from './sheet';

const LENGTH_MOST = 500;
const LEFT_SHOWN = 60; /* characters, before the count is worth showing */

interface WriteProps {
  video: Video;
  to: Comment | null;
  onDone: () => void;
}

function Write({ video, to, onDone }: WriteProps): JSX.Element {
  const { user } = useStore(session);
  const field = useRef<HTMLTextAreaElement>(null);
  const me = user?.id ?? '';
  const [words, setWords] = useState(() => unsentOf(me, video.id));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  /* Replies stand below one comment; to whom one is, its words say, and who is named hears of it. */
  const call = to?.parent != null && to.author.id !== user?.id ? `@${to.author.handle} ` : '';
  useLayoutEffect(() => {
    if (to === null) {
      return undefined;
    }
    field.current?.focus();
    setWords((now) => (now === '' ? call : now));
    return () => setWords((now) => (now === call ? '' : now));
  }, [to]);
  useLayoutEffect(() => keepUnsent(me, video.id, words), [words]);
  if (user === null) {
    return (
      <div class="comment-write">
        <button type="button" class="button primary wide" onClick={() => askToSign('in')}>
          {more.comments.signIn}
        </button>
      </div>
    );
  }
  const left = LENGTH_MOST - characters(words.trim());
  const submit = async (): Promise<void> => {
    setBusy(true);
    setProblem('');
    try {
      await writeComment(video.id, words.trim(), to === null ? null : (to.parent ?? to.id));
      setWords('');
      onDone();
    } catch (error) {
      setProblem(error instanceof Refusal ? refusalWords(error) : text.problem.unknown);
    } finally {
      setBusy(false);
    }
  };
  const label = to === null ? more.comments.write : more.comments.writeReply(to.author.handle);
  return (
    <form
      class="comment-write"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {to !== null && (
        <p class="comment-to">
          {label}
          <button type="button" class="text-button" onClick={onDone}>
            {more.comments.cancelReply}
          </button>
        </p>
      )}
      <div class="comment-line">
        <textarea
          ref={field}
          class="input"
          rows={1}
          dir="auto"
          aria-label={label}
          placeholder={more.comments.placeholder}
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
        <button
          type="submit"
          class="round comment-send"
          aria-label={more.comments.send}
          disabled={busy || words.trim() === '' || left < 0}
        >
          <Icon name="up" />
        </button>
      </div>
      {video.visibility === 'followers' && (
        <p class="quiet">{more.comments.closed(video.author.handle)}</p>
      )}
      {left < LEFT_SHOWN && (
        <p class="counter" data-over={left < 0}>
          {more.comments.left(left, formatWhole(left))}
        </p>
      )}
      <p class="form-problem" role="alert">
        <Said words={problem} />
      </p>
    </form>
  );
}

export function CommentsSheet({ video }: { video: Video }): JSX.Element {
  const { items, next, count, failed } = useStore(talk);
  const [to, setTo] = useState<Comment | null>(null);
  const { user } = useStore(session);
  const reply = (comment: Comment): void =>
    user === null ? askToSign('in', () => setTo(comment)) : setTo(comment);
  useEffect(() => {
    loadTalk(video.id);
    return leaveTalk;
  }, [video.id]);
  /* What was deleted had the focus. */
  useLayoutEffect(() => {
    if (document.activeElement === document.body) {
      document.getElementById('sheet-title')?.focus({ preventScroll: true });
    }
  }, [count]);
  const title =
    count === null ? more.comments.title : more.comments.count(count, formatWhole(count));
  return (
    <SheetFrame title={title} side>
      <div class="comments" aria-busy={items === null && !failed}>
        {items === null && !failed && (
          <span class="spinner" role="status" aria-label={text.feed.buffering} />
        )}
        {items?.length === 0 && <p class="comments-empty">{more.comments.empty}</p>}
        <ul class="comment-rows">
          {items?.map((comment) => (
            <CommentRow key={comment.id} video={video} comment={comment} onReply={reply} />
          ))}
        </ul>
        {failed && (
          <p class="form-problem" role="alert">
            {more.comments.failed} <Again class="text-button" onAgain={moreTalk} />
          </p>
        )}
        {next !== null && !failed && (
          <button type="button" class="button more" onClick={moreTalk}>
            {more.comments.more}
          </button>
        )}
      </div>
      <Write video={video} to={to} onDone={() => setTo(null)} />
    </SheetFrame>
  );
}
