// A number as a dictionary takes it: written out, with its plural form chosen by language.ts. Which forms
// a language has is its own business; `plural` asks for those that it needs, and no sentence is cut in two.

export type PluralForm = Intl.LDMLPluralRule;

/** "42" of "42 apps". */
export interface Count {
  text: string;
  form: PluralForm;
  one: boolean;
}

/** For English, German and French. French counts zero as one; its form for whole millions is not reached. */
export function plural(n: Count, forms: Record<'one' | 'other', string>): string {
  return n.form === 'one' ? forms.one : forms.other;
}

/** For Arabic, which has all six. Japanese has one form, and needs neither. */
export function pluralOfSix(n: Count, forms: Record<PluralForm, string>): string {
  return forms[n.form];
}
