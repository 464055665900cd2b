// Arabic for en/list.ts.
import { pluralOfSix as plural, type Count } from '../count';
import type { list as english } from '../en/list';
import { restrictions } from './palette';

/** "5 apps", by itself. */
export const apps = (n: Count) =>
  plural(n, {
    zero: 'لا تطبيقات',
    one: 'تطبيق واحد',
    two: 'تطبيقان',
    few: `${n.text} تطبيقات`,
    many: `${n.text} تطبيقًا`,
    other: `${n.text} تطبيق`,
  });

export const list: typeof english = {
  list: {
    title: 'تطبيقاتك',
    all: 'الكل',
    otherApps: 'تطبيقات أخرى',
    onlyGroup: 'التطبيقات',
    filterLabel: 'عرض',
    more: 'المزيد',
    moreFilters: 'المزيد من الخيارات',
    arrangement: 'الترتيب',
    tilesLayout: 'مربعات',
    listLayout: 'قائمة',
    loading: 'جارٍ تحميل تطبيقاتك',
    empty: 'لم تُخصَّص لك تطبيقات بعد.',
    emptyHint: 'عندما تخصص لك شركتك تطبيقًا، سيظهر هنا.',
    failed: 'تعذّر تحميل تطبيقاتك',
    restrictions,
  },
  account: {
    menu: 'القائمة',
    refresh: 'تحديث',
    settings: 'الإعدادات',
    shortcuts: 'اختصارات لوحة المفاتيح',
    signOut: 'تسجيل الخروج',
    offline: 'غير متصل',
  },
  status: {
    apps,
    updated: (time) => `آخر تحديث ${time}`,
    asOf: (time) => `كما في ${time}`,
    updating: 'جارٍ التحديث…',
    unreadableRows: (n) =>
      plural(n, {
        zero: 'قُرئت كل التطبيقات',
        one: 'تعذّرت قراءة تطبيق واحد',
        two: 'تعذّرت قراءة تطبيقين',
        few: `تعذّرت قراءة ${n.text} تطبيقات`,
        many: `تعذّرت قراءة ${n.text} تطبيقًا`,
        other: `تعذّرت قراءة ${n.text} تطبيق`,
      }),
    keysOpen: 'فتح',
    keysAlternate: { browser: 'في المتصفح', window: 'في نافذة' },
    keysDetails: 'التفاصيل',
    keysFavorite: 'المفضلة',
    keysClear: 'مسح',
  },
  banner: {
    recovered: 'تطبيقاتك محدّثة من جديد.',
    dismiss: 'إغلاق',
  },
};
