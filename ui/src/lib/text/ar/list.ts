// Arabic for en/list.ts.
import type { Restriction } from '../../ipc/types';
import { pluralOfSix as plural, type Count } from '../count';
import type { list as english } from '../en/list';

const restrictions: Record<Restriction, { word: string; meaning: string }> = {
  companyNetwork: { word: 'شبكة الشركة', meaning: 'يُفتح على شبكة الشركة فقط' },
  extraCheck: { word: 'تحقق إضافي', meaning: 'يطلب تحققًا إضافيًا قبل فتحه' },
  needsPassword: { word: 'يحتاج كلمة مرور', meaning: 'يحتاج كلمة مرور لم تحفظها بعد' },
  certificate: { word: 'شهادة', meaning: 'يحتاج شهادة على هذا الحاسوب' },
  shared: { word: 'مشترك', meaning: 'شاركه معك أحد الزملاء' },
  shareEnded: { word: 'انتهى الوصول', meaning: 'انتهت مدة مشاركته معك' },
  extension: { word: 'يحتاج إضافة', meaning: 'يحتاج إضافة المتصفح الخاصة بالشركة' },
  notWeb: { word: 'ليس تطبيق ويب', meaning: 'لا يُفتح في المتصفح' },
};

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
  search: {
    label: 'البحث في التطبيقات',
    clear: 'مسح البحث',
    results: 'أفضل النتائج',
    tally: (hits, all) => `${hits} من ${all}`,
    found: (n) =>
      plural(n, {
        zero: 'لا تطبيقات مطابقة',
        one: 'تطبيق واحد مطابق',
        two: 'تطبيقان مطابقان',
        few: `${n.text} تطبيقات مطابقة`,
        many: `${n.text} تطبيقًا مطابقًا`,
        other: `${n.text} تطبيق مطابق`,
      }),
    none: (query) => `لا تطبيقات تطابق «${query}»`,
    noneHint: 'جرّب أحرفًا أقل، أو جزءًا آخر من الاسم.',
    clearButton: 'مسح',
    elsewhere: 'عُثر عليه في وسومه أو قالبه أو عنوانه',
  },
  list: {
    title: 'تطبيقاتك',
    all: 'الكل',
    other: 'تطبيقات أخرى',
    only: 'التطبيقات',
    narrow: 'عرض',
    more: 'المزيد',
    moreToShow: 'المزيد من الخيارات',
    arrangement: 'الترتيب',
    tiles: 'مربعات',
    rows: 'قائمة',
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
    unreadable: (n) =>
      plural(n, {
        zero: 'قُرئت كل التطبيقات',
        one: 'تعذّرت قراءة تطبيق واحد',
        two: 'تعذّرت قراءة تطبيقين',
        few: `تعذّرت قراءة ${n.text} تطبيقات`,
        many: `تعذّرت قراءة ${n.text} تطبيقًا`,
        other: `تعذّرت قراءة ${n.text} تطبيق`,
      }),
    keysOpen: 'فتح',
    keysOther: { browser: 'في المتصفح', window: 'في نافذة' },
    keysDetails: 'التفاصيل',
    keysStar: 'المفضلة',
    keysClear: 'مسح',
  },
  banner: {
    healed: 'تطبيقاتك محدّثة من جديد.',
    dismiss: 'إغلاق',
  },
};
