/* comment-row.tsx: one comment, what can be done with it, and its replies once they are asked for. */
import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Video } from '../api';
import type { Comment } from '../api-social';
import { formatAge, formatCount, formatWhole } from '../format';
import { shownLikes } from '../logic/likes';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { closeThread, commentLikes, dropComment, openThread, talk } from '../stores/comments';
import { session } from '../stores/session';
import { shutOut, startReport } from '../stores/wishes';
import { Avatar } from './avatar';
import { Handle } from './handle';
import { Icon } from './icons';
import { Link } from './link';
import { Rich } from './rich';
import { WarningBadge } from './warning';

interface Props {
  video: Video;
  comment: Comment;
  onReply: (to: Comment) => void;
}

function CommentLike({ comment }: { comment: Comment }): JSX.Element {
  const done = useStore(commentLikes.acts).get(comment.id);
  const { liked, likes } = shownLikes(comment, done);
  return (
    <button
      type="button"
      class="comment-like"
      aria-pressed={liked}
      aria-label={more.comments.like(likes, formatCount(likes))}
      onClick={() => commentLikes.set(comment.id, !liked)}
    >
      <Icon name="heart" />
      <span aria-hidden="true">{likes > 0 ? formatCount(likes) : ''}</span>
    </button>
  );
}

/* Nothing brings it back: it is asked for twice. */
function Remove({ video, comment }: Omit<Props, 'onReply'>): JSX.Element {
  const [sure, setSure] = useState(false);
  const { handle } = comment.author;
  return (
    <button
      type="button"
      class="quiet-button"
      aria-label={sure ? more.comments.sureLabel(handle) : more.comments.removeLabel(handle)}
      onClick={() => (sure ? void dropComment(video.id, comment) : setSure(true))}
      onBlur={() => setSure(false)}
    >
      {sure ? more.comments.sure : more.comments.remove}
    </button>
  );
}

function Acts({ video, comment, onReply }: Props): JSX.Element {
  const me = useStore(session).user?.id;
  const { handle, id } = comment.author;
  const removable = me !== undefined && (me === id || me === video.author.id);
  const [open, setOpen] = useState(false);
  return (
    <p class="comment-acts">
      <button
        type="button"
        class="quiet-button"
        aria-label={more.comments.replyLabel(handle)}
        onClick={() => onReply(comment)}
      >
        {more.comments.reply}
      </button>
      {removable && <Remove video={video} comment={comment} />}
      {me !== id && (
        <button
          type="button"
          class="quiet-button"
          aria-label={more.comments.menuLabel(handle)}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {more.comments.menu}
        </button>
      )}
      {open &&
        (['mute', 'block'] as const).map((way) => (
          <button key={way} type="button" class="quiet-button" onClick={() => shutOut(way, handle)}>
            {more.person[way].act(handle)}
          </button>
        ))}
      {open && (
        <button
          type="button"
          class="quiet-button"
          aria-label={more.report.label(handle)}
          onClick={() => startReport(`comment:${comment.id}`)}
        >
          {more.report.act}
        </button>
      )}
    </p>
  );
}

function Replies({ video, comment, onReply }: Props): JSX.Element | null {
  const thread = useStore(talk).threads.get(comment.id);
  if (comment.parent !== null || comment.replies === 0) {
    return null;
  }
  const left = comment.replies - (thread?.items.length ?? 0);
  const goesOn = thread === undefined || (thread.next !== null && left > 0);
  return (
    <>
      {thread !== undefined && (
        <ul class="comment-rows comment-replies">
          {thread.items.map((reply) => (
            <CommentRow key={reply.id} video={video} comment={reply} onReply={onReply} />
          ))}
        </ul>
      )}
      <p class="comment-acts">
        {goesOn && (
          <button type="button" class="quiet-button" onClick={() => void openThread(comment.id)}>
            {more.comments.replies(left, formatWhole(left))}
          </button>
        )}
        {thread !== undefined && (
          <button type="button" class="quiet-button" onClick={() => closeThread(comment.id)}>
            {more.comments.hideReplies}
          </button>
        )}
      </p>
    </>
  );
}

export function CommentRow({ video, comment, onReply }: Props): JSX.Element {
  const { author } = comment;
  const row = useRef<HTMLLIElement>(null);
  useLayoutEffect(() => {
    if (talk.get().said === comment.id) {
      row.current?.scrollIntoView({ block: 'nearest' });
    }
  }, []);
  return (
    <li class="comment" ref={row}>
      <Link href={`/@${author.handle}`} class="comment-face" hidden>
        <Avatar user={author} />
      </Link>
      <div class="comment-body">
        <p class="comment-head">
          <Link href={`/@${author.handle}`}>
            {author.name === null ? <Handle of={author.handle} /> : <bdi>{author.name}</bdi>}
          </Link>
          {comment.byCreator && <span class="badge">{more.comments.byCreator}</span>}
          <WarningBadge of={comment.label} />
          <span class="quiet">{formatAge(comment.createdMs, Date.now())}</span>
        </p>
        <p class="comment-text" dir="auto">
          <Rich text={comment.text} people={comment.mentions} />
        </p>
        <Acts video={video} comment={comment} onReply={onReply} />
        <Replies video={video} comment={comment} onReply={onReply} />
      </div>
      <CommentLike comment={comment} />
    </li>
  );
}
