/* language.ts: the language that is spoken here, remembered. A language's words come in files of their
   own, so that a first visit carries only English and what was chosen. */
import { chooseLanguage, languages, type Language } from '../logic/language';
import { setText, type Text } from '../messages/words';
import type { More } from '../messages/words-pages';
import { createStore } from '../store';
import { read, write } from './prefs';

const KEY = 'vitrine.language';

type Pages = typeof import('../pages');

const sources: Record<Language, { text: () => Promise<Text>; more: () => Promise<More> }> = {
  en: {
    text: () => import('../messages/en').then((file) => file.text),
    more: () => import('../messages/en-pages').then((file) => file.more),
  },
  ar: {
    text: () => import('../messages/ar').then((file) => file.text),
    more: () => import('../messages/ar-pages').then((file) => file.more),
  },
};

export const language = createStore<Language>('en');

let pagesCame = false;

let styles: Promise<void> | null = null;

/* Those of what is not opened at each visit; the page says where they are. */
function loadStyles(): Promise<void> {
  styles ??= new Promise((done, failed) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = document.querySelector<HTMLMetaElement>('meta[name=more-styles]')?.content ?? '';
    link.addEventListener('load', () => done());
    link.addEventListener('error', () => {
      link.remove();
      styles = null; /* the next who needs them asks again */
      failed(new Error('no styles'));
    });
    document.head.append(link);
  });
  return styles;
}

/* What is not opened at each visit, with its words. */
export async function loadPages(): Promise<Pages> {
  const spoken = language.get();
  const [file, words] = await Promise.all([
    import('../pages'),
    sources[spoken].more(),
    loadStyles(),
  ]);
  if (spoken === language.get()) {
    file.setMore(words);
    pagesCame = true;
    return file;
  }
  return loadPages();
}

/* The words first, then the page in them. */
async function speak(next: Language): Promise<void> {
  const words = await sources[next].text();
  const more = pagesCame ? await sources[next].more() : null;
  const file = more === null ? null : await import('../pages');
  setText(words);
  if (file !== null && more !== null) {
    file.setMore(more);
  }
  document.documentElement.lang = next;
  document.documentElement.dir = languages[next].direction;
  language.set(next);
}

/* Before anything is drawn; in English if the words do not come. */
export async function startLanguage(): Promise<void> {
  const wanted = chooseLanguage(read(KEY), navigator.languages);
  if (wanted !== 'en') {
    await speak(wanted).catch(() => undefined);
  }
}

export async function changeLanguage(next: Language): Promise<void> {
  await speak(next);
  write(KEY, next);
}
