import { describe, expect, it } from 'vitest';
import { problem } from '../demo/views';
import { isolate } from '../../src/lib/text/isolate';
import { Language } from '../../src/lib/text/language';

const [isolateStart, isolateEnd] = ['\u2068', '\u2069'];
const hour = 3_600_000;
const noon = new Date(2026, 5, 15, 12, 0).getTime();
const load = (tag: string) => Language.load([tag]);

describe('language selection', () => {
  it('picks the first supported preferred language', () => {
    expect(Language.pickSupported(['de-CH', 'en-US'])).toBe('de');
    expect(Language.pickSupported(['sv', 'fr-CA', 'en'])).toBe('fr');
    expect(Language.pickSupported(['JA'])).toBe('ja');
    expect(Language.pickSupported(['sv', 'constructor'])).toBe('en');
    expect(Language.pickSupported([])).toBe('en');
  });

  it("prefers the system's regional tag of the chosen language", () => {
    const system = [...navigator.languages];
    expect(Language.preferredTags('system')).toEqual(system);
    expect(Language.preferredTags('ar')).toEqual(['ar']);
    expect(Language.preferredTags('en')).toEqual([...system.filter((tag) => tag.startsWith('en')), 'en']);
  });

  it('loads messages and text direction', async () => {
    const words = { en: 'Settings', de: 'Einstellungen', fr: 'Paramètres', ja: '設定', ar: 'الإعدادات' };
    for (const [tag, settings] of Object.entries(words)) {
      const language = await load(tag);
      expect([language.tag, language.messages.common.settings]).toEqual([tag, settings]);
      expect(language.direction).toBe(tag === 'ar' ? 'rtl' : 'ltr');
    }
  });

  it('uses English until another dictionary is loaded', () => {
    expect(new Language(['de']).messages.common.settings).toBe('Settings');
  });
});

describe('numbers, times and lists', () => {
  it('follow the region', async () => {
    expect((await load('de-CH')).number(12345.5)).toMatch(/12.345\.5/);
    expect((await load('de')).number(12345)).toBe('12.345');
    expect((await load('en-US')).time(noon, noon)).toMatch(/12:00.PM/);
    expect((await load('ar-EG')).number(42)).toBe('٤٢');
    expect((await load('ar-AE')).number(42)).toBe('42');
  });

  it.each([
    ['en', '18 June', '18 June 2027'],
    ['de', '18. Juni', '18. Juni 2027'],
    ['fr', '18 juin', '18 juin 2027'],
    ['ja', '6月18日', '2027年6月18日'],
    ['ar', '18 يونيو', '18 يونيو 2027'],
  ])('days in %s', async (tag, day, dayAndYear) => {
    const language = await load(tag === 'en' ? 'en-GB' : tag);
    expect(language.day(new Date(2026, 5, 18).getTime(), noon)).toBe(day);
    expect(language.day(new Date(2027, 5, 18).getTime(), noon)).toBe(dayAndYear);
  });

  it.each([
    ['en', 'in 3 days', 'tomorrow', 'yesterday', 'now', 'in 5 hours', '20 minutes ago', 'in 3 months'],
    ['de', 'in 3 Tagen', 'morgen', 'gestern', 'jetzt', 'in 5 Stunden', 'vor 20 Minuten', 'in 3 Monaten'],
    [
      'fr',
      'dans 3 jours',
      'demain',
      'hier',
      'maintenant',
      'dans 5 heures',
      'il y a 20 minutes',
      'dans 3 mois',
    ],
    ['ja', '3 日後', '明日', '昨日', '今', '5 時間後', '20 分前', '3 か月後'],
    ['ar', 'خلال 3 أيام', 'غدًا', 'أمس', 'الآن', 'خلال 5 ساعات', 'قبل 20 دقيقة', 'خلال 3 أشهر'],
  ])('relative times in %s', async (tag, ...expected) => {
    const language = await load(tag);
    const spans = [3 * 24, 20, -30, 0.01, 5, -1 / 3, 91 * 24];
    expect(
      spans.map((hours) => language.relative(noon + hours * hour, noon).replace(/\u00a0/g, ' ')),
    ).toEqual(expected);
  });

  it('relative days follow calendar days', () => {
    const language = new Language(['en']);
    const late = new Date(2026, 5, 15, 23, 0).getTime();
    expect(language.relative(late + 13 * hour, late)).toBe('tomorrow');
    expect(language.relative(late + 26 * hour, late)).toBe('in 2 days');
    expect(language.relative(late + 2 * hour, late)).toBe('in 2 hours');
  });

  it.each([
    ['en-GB', 'A, B and C'],
    ['de', 'A, B und C'],
    ['fr', 'A, B et C'],
    ['ja', 'A、B、C'],
  ])('lists in %s', async (tag, said) => {
    expect((await load(tag)).list(['A', 'B', 'C'])).toBe(said);
  });

  it.each([
    ['en', 'other one other other other other'],
    ['de', 'other one other other other other'],
    ['fr', 'one one other other other other'],
    ['ja', 'other other other other other other'],
    ['ar', 'zero one two few many other'],
  ])('plural forms in %s', async (tag, said) => {
    const language = await load(tag);
    expect([0, 1, 2, 3, 11, 100].map((n) => language.count(n).form).join(' ')).toBe(said);
  });
});

describe('bidi isolation', () => {
  it('isolates text of the opposite direction', () => {
    expect(isolate('Jira', 'ltr')).toBe('Jira');
    expect(isolate('日本語 Jira', 'ltr')).toBe('日本語 Jira');
    expect(isolate('شركة', 'ltr')).toBe(`${isolateStart}شركة${isolateEnd}`);
    expect(isolate('خدمة', 'rtl')).toBe('خدمة');
    expect(isolate('09:12', 'rtl')).toBe('09:12');
    expect(isolate('Jira', 'rtl')).toBe(`${isolateStart}Jira${isolateEnd}`);
  });

  it('isolates arguments in Arabic sentences', async () => {
    const arabic = await load('ar');
    expect(arabic.messages.launch.failed({ app: 'Jira' })).toBe(`لم يُفتح ${isolateStart}Jira${isolateEnd}.`);
    expect(arabic.messages.activityFeed.descriptions.renamed({ was: 'Jira' })).toContain(
      `${isolateStart}Jira${isolateEnd}`,
    );
    expect(arabic.list(['Jira', 'بريد'])).toBe(`${isolateStart}Jira${isolateEnd} وبريد`);
    const { title } = arabic.explain(problem('E-NET-DNS', { host: 'acme.my.idaptive.app' }));
    expect(title).toBe(`تعذّر العثور على الخادم ${isolateStart}acme.my.idaptive.app${isolateEnd}.`);
    expect(arabic.messages.status.apps({ n: arabic.count(2) })).toBe('تطبيقان');
  });

  it('adds no marks to arguments of the same direction', async () => {
    for (const tag of ['en', 'de', 'fr', 'ja']) {
      const { messages } = await load(tag);
      expect(messages.launch.failed({ app: 'Jira' })).not.toMatch(/[\u2066-\u2069]/);
      expect(messages.launch.failed({ app: 'شركة' })).toContain(`${isolateStart}شركة${isolateEnd}`);
    }
  });
});

describe('problem message without a host', () => {
  it.each([
    ['en', 'The server could not be found.'],
    ['de', 'Der Server wurde nicht gefunden.'],
    ['fr', 'Le serveur est introuvable.'],
    ['ja', 'サーバーが見つかりませんでした。'],
    ['ar', 'تعذّر العثور على الخادم.'],
  ])('in %s', async (tag, lead) => {
    expect((await load(tag)).explain({ ...problem('E-NET-DNS'), host: null }).title).toBe(lead);
  });
});
