/* map-words.ts: the words of the data map in the language that is spoken; they come with the pages that show it. */
import { language } from './language';

const sources = { en: null, ar: () => import('../messages/ar-map') } as const;

/* Without them the map is shown as it is served. */
export async function loadMapWords(): Promise<void> {
  await sources[language.get()]?.().catch(() => undefined);
}
