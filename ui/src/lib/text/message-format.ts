// The format of messages, as plain data in the dictionaries:
//   'Opening {app}'                       a text with a named argument
//   'Access ends [{when}|soon]'           a part whose argument may be absent, and what stands there then, if anything
//   { one: '1 app', other: '{n} apps' }   the plural forms that the language needs, for the count `n`
import { isolate, type Direction } from './isolate';

export type PluralForm = Intl.LDMLPluralRule;

/** A number as an argument: formatted, with its plural form. */
export interface Count {
  text: string;
  form: PluralForm;
}

type Names<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type OptionalNames<Text> = Text extends `${string}[${infer Part}]${infer Rest}`
  ? Names<Part> | OptionalNames<Rest>
  : never;
type Required<Text> = Text extends `${infer Start}[${string}]${infer Rest}`
  ? `${Start}${Required<Rest>}`
  : Text;
type Arguments<Text> = { [Name in Names<Required<Text>>]: Name extends 'n' ? Count : string } & {
  [Name in Exclude<OptionalNames<Text>, Names<Required<Text>>>]: string | null;
};

/** A dictionary with functions for messages with arguments. */
export type Compiled<Data> = Data extends string
  ? Names<Data> extends never
    ? string
    : (args: Arguments<Data>) => string
  : Data extends readonly string[]
    ? readonly string[]
    : keyof Data extends PluralForm
      ? (args: Arguments<Data[keyof Data]>) => string
      : { readonly [Key in keyof Data]: Compiled<Data[Key]> };

/** What another language translates: the same messages, with its own plural forms. Tests compare the arguments. */
export type Translation<English, Forms extends PluralForm> = English extends string
  ? English extends `${string}{n}${string}`
    ? string | Record<Forms, string>
    : string
  : English extends readonly string[]
    ? readonly string[]
    : keyof English extends PluralForm
      ? string | Record<Forms, string>
      : { [Key in keyof English]: Translation<English[Key], Forms> };

type AnyArguments = Record<string, string | Count | null>;
const pluralForms: readonly string[] = ['zero', 'one', 'two', 'few', 'many', 'other'] satisfies PluralForm[];

export function compileMessages<Data>(data: Data, direction: Direction): Compiled<Data> {
  const compile = (value: unknown): unknown => {
    if (typeof value === 'string')
      return value.includes('{') ? (args: AnyArguments) => format(value, args, direction) : value;
    if (Array.isArray(value)) return value;
    const entries = Object.entries(value as Record<string, unknown>);
    if (entries.every(([key]) => pluralForms.includes(key))) {
      const texts = value as Record<PluralForm, string>;
      return (args: AnyArguments & { n: Count }) =>
        format(texts[args.n.form] ?? texts.other, args, direction);
    }
    return Object.fromEntries(entries.map(([key, inner]) => [key, compile(inner)]));
  };
  return compile(data) as Compiled<Data>;
}

/** Formats a message that has arguments in some languages or for some keys only. */
export function formatMessage<Args>(message: string | ((args: Args) => string), args: Args): string {
  return typeof message === 'string' ? message : message(args);
}

const argument = /\{(\w+)\}/g;

function format(text: string, args: AnyArguments, direction: Direction): string {
  const isPresent = (part: string) =>
    Array.from(part.matchAll(argument)).every(([, name = '']) => args[name]);
  return text
    .replace(/\[([^\]|]*)\|?([^\]]*)\]/g, (_, part: string, otherwise: string) =>
      isPresent(part) ? part : otherwise,
    )
    .replace(argument, (_, name: string) => {
      const value = args[name] ?? '';
      return typeof value === 'string' ? isolate(value, direction) : value.text;
    });
}
