/* language.ts: which language is spoken. Pure. */
export const languages = {
  en: { name: 'English', direction: 'ltr' },
  ar: { name: 'العربية', direction: 'rtl' },
} as const;

export type Language = keyof typeof languages;

export function isLanguage(value: string | null | undefined): value is Language {
  return value !== null && value !== undefined && Object.hasOwn(languages, value);
}

/* What was chosen here; else the first that the address or the browser wants and that there is; else
   English. */
export function chooseLanguage(kept: string | null, wanted: readonly string[]): Language {
  const plain = wanted.map((tag) => tag.toLowerCase().split('-')[0]);
  return [kept, ...plain].find(isLanguage) ?? 'en';
}
