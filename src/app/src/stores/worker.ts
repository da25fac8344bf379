/* worker.ts: the service worker, by which the app opens without a connection; and being without one. */
import { text } from '../messages/words';
import { say } from './toast';

export function startWorker(): void {
  window.addEventListener('offline', () => say(text.problem.away));
  window.addEventListener('online', () => say(text.problem.back));
  if ('serviceWorker' in navigator) {
    navigator.serviceWorker
      .register('/worker.js', { updateViaCache: 'none' })
      .catch(() => undefined); /* without one the app needs a connection, no more */
  }
}
