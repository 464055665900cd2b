// A number as a message argument: formatted, with its plural form. Each language selects among the forms that it
// needs.

export type PluralForm = Intl.LDMLPluralRule;

/** "42" of "42 apps". */
export interface Count {
  text: string;
  form: PluralForm;
  one: boolean;
}

/** For English, German and French. French counts zero as singular; its form for whole millions does not occur. */
export function plural(n: Count, forms: Record<'one' | 'other', string>): string {
  return n.form === 'one' ? forms.one : forms.other;
}

/** For Arabic, which has all six forms. Japanese has one form and needs no selection. */
export function pluralOfSix(n: Count, forms: Record<PluralForm, string>): string {
  return forms[n.form];
}
