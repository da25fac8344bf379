/* share.ts: a link handed on: by the phone's own sheet, else into the clipboard. */
import { text } from './messages/words';
import { say } from './stores/toast';

async function share(title: string, path: string): Promise<void> {
  const url = new URL(path, location.href).href;
  const phone = matchMedia('(pointer: coarse)').matches && 'share' in navigator;
  try {
    if (phone) {
      await navigator.share({ title, url });
    } else {
      await navigator.clipboard.writeText(url);
      say(text.feed.copied);
    }
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
