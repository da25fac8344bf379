/* language.ts: the language that is spoken here, remembered. A language's words come in files of their
   own, so that a first visit carries only English and what was chosen. */
import { chooseLanguage, languages, type Language } from '../logic/language';
import { english, setText, type Text } from '../messages/words';
import type { Desk } from '../messages/words-desk';
import type { More } from '../messages/words-pages';
import { createStore } from '../store';
import { read, write } from './prefs';

const KEY = 'vitrine.language';

type Pages = typeof import('../pages');
type DeskFile = typeof import('../desk');

interface Source {
  text: () => Promise<Text>;
  more: () => Promise<More>;
  desk: () => Promise<Desk>;
}

const sources: Record<Language, Source> = {
  en: {
    text: () => Promise.resolve(english),
    more: () => import('../pages').then((file) => file.english),
    desk: () => import('../desk').then((file) => file.english),
  },
  ar: {
    text: () => import('../messages/ar').then((file) => file.text),
    more: () => import('../messages/ar-pages').then((file) => file.more),
    desk: () => import('../messages/ar-desk').then((file) => file.desk),
  },
};

export const language = createStore<Language>('en');

/* Of what came since: brings its words in a language, and gives what puts them in place. */
type Bring = (spoken: Language) => Promise<() => void>;
const came = new Map<'more' | 'desk', Bring>();

const styles = new Map<string, Promise<void>>();

/* Those of what is not opened at each visit; the page says where they are. */
function loadStyles(name: 'more' | 'desk'): Promise<void> {
  const wanted =
    styles.get(name) ??
    new Promise<void>((done, failed) => {
      const link = document.createElement('link');
      const from = document.querySelector<HTMLMetaElement>(`meta[name=${name}-styles]`);
      link.rel = 'stylesheet';
      link.href = from?.content ?? '';
      link.addEventListener('load', () => done());
      link.addEventListener('error', () => {
        link.remove();
        styles.delete(name); /* the next who needs them asks again */
        failed(new Error('no styles'));
      });
      document.head.append(link);
    });
  styles.set(name, wanted);
  return wanted;
}

/* What is not opened at each visit, with its words. */
export async function loadPages(): Promise<Pages> {
  const spoken = language.get();
  const [file, words] = await Promise.all([
    import('../pages'),
    sources[spoken].more(),
    loadStyles('more'),
  ]);
  if (spoken === language.get()) {
    file.setMore(words);
    came.set('more', async (next) => {
      const others = await sources[next].more();
      return () => file.setMore(others);
    });
    return file;
  }
  return loadPages();
}

/* The office's desk, which has words and styles of its own. */
export async function loadDesk(): Promise<DeskFile> {
  const spoken = language.get();
  const [file, words] = await Promise.all([
    import('../desk'),
    sources[spoken].desk(),
    loadPages(),
    loadStyles('desk'),
  ]);
  if (spoken === language.get()) {
    file.setDesk(words);
    came.set('desk', async (next) => {
      const others = await sources[next].desk();
      return () => file.setDesk(others);
    });
    return file;
  }
  return loadDesk();
}

/* The words first, then the page in them. */
async function speak(next: Language): Promise<void> {
  const words = await sources[next].text();
  const others = await Promise.all([...came.values()].map((bring) => bring(next)));
  setText(words);
  for (const put of others) {
    put();
  }
  show(next);
  language.set(next);
}

function show(next: Language): void {
  document.documentElement.lang = next;
  document.documentElement.dir = languages[next].direction;
}

/* Before anything is drawn; in English if the words do not come, whatever the page came in. */
export async function startLanguage(): Promise<void> {
  const asked = new URLSearchParams(location.search).getAll('lang');
  const wanted = chooseLanguage(read(KEY), [...asked, ...navigator.languages]);
  show('en');
  if (wanted !== 'en') {
    await speak(wanted).catch(() => undefined);
  }
}

export async function changeLanguage(next: Language): Promise<void> {
  await speak(next);
  write(KEY, next);
}
