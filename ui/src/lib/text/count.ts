// A number as a dictionary takes it: written out, with its plural form chosen by language.ts.

/** "42" of "42 apps". */
export interface Count {
  text: string;
  one: boolean;
}
