/* plural.ts: words that depend on a number, by the rules of the language (Intl.PluralRules). */
export type Forms<Form extends string> = Readonly<Record<Form | 'other', string>>;

/* The form for n; a language's message file names the forms that it has, and no other is taken. */
export function pluralsOf<Form extends Intl.LDMLPluralRule>(
  language: string,
): (n: number, forms: Forms<Form>) => string {
  const rules = new Intl.PluralRules(language);
  return (n, forms) => {
    const known: Partial<Record<string, string>> = forms;
    return known[rules.select(n)] ?? forms.other;
  };
}
