/* audience-badge.tsx: that a video is not for everybody. */
import type { JSX } from 'preact';
import type { Visibility } from '../api-video';
import { text } from '../messages/words';
import { Icon } from './icons';

export function AudienceBadge({
  of,
  words,
}: {
  of: Visibility;
  words?: boolean;
}): JSX.Element | null {
  if (of === 'public') {
    return null;
  }
  const badge = text.feed.only[of];
  return (
    <>
      <Icon name={of === 'followers' ? 'people' : 'lock'} />
      {words === true ? `${badge} · ` : <span class="sr">{badge}</span>}
    </>
  );
}
