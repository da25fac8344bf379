/* share.ts: words handed on: a link by the phone's own sheet, else, as all others, into the clipboard. */
import { text } from './messages/words';
import { say } from './stores/toast';

/* done: what is said then. */
export async function copy(words: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(words); /* without TLS there is no clipboard */
    say(done);
  } catch {
    say(text.feed.copyFailed);
  }
}

async function share(title: string, path: string): Promise<void> {
  const url = new URL(path, location.href).href;
  if (!matchMedia('(pointer: coarse)').matches || !('share' in navigator)) {
    return copy(url, text.feed.copied);
  }
  try {
    await navigator.share({ title, url });
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'AbortError')) {
      say(text.feed.copyFailed);
    }
  }
}

export function shareVideo(video: { id: string; title: string }): Promise<void> {
  return share(video.title, `/v/${video.id}`);
}

export function sharePerson(handle: string): Promise<void> {
  return share(text.feed.by(handle), `/@${handle}`);
}
