// Arabic for en/palette.ts.
import type { Restriction } from '../../ipc/types';
import { pluralOfSix as plural } from '../count';
import type * as english from '../en/palette';

export const restrictions: Record<Restriction, { label: string; description: string }> = {
  companyNetwork: { label: 'شبكة الشركة', description: 'يُفتح على شبكة الشركة فقط' },
  extraCheck: { label: 'تحقق إضافي', description: 'يطلب تحققًا إضافيًا قبل فتحه' },
  needsPassword: { label: 'يحتاج كلمة مرور', description: 'يحتاج كلمة مرور لم تحفظها بعد' },
  certificate: { label: 'شهادة', description: 'يحتاج شهادة على هذا الحاسوب' },
  shared: { label: 'مشترك', description: 'شاركه معك أحد الزملاء' },
  shareEnded: { label: 'انتهى الوصول', description: 'انتهت مدة مشاركته معك' },
  extension: { label: 'يحتاج إضافة', description: 'يحتاج إضافة المتصفح الخاصة بالشركة' },
  notWeb: { label: 'ليس تطبيق ويب', description: 'لا يُفتح في المتصفح' },
};

export const search: typeof english.search = {
  label: 'البحث في التطبيقات',
  clear: 'مسح البحث',
  results: 'أفضل النتائج',
  tally: (hits, all) => `${hits} من ${all}`,
  matches: (n) =>
    plural(n, {
      zero: 'لا تطبيقات مطابقة',
      one: 'تطبيق واحد مطابق',
      two: 'تطبيقان مطابقان',
      few: `${n.text} تطبيقات مطابقة`,
      many: `${n.text} تطبيقًا مطابقًا`,
      other: `${n.text} تطبيق مطابق`,
    }),
  noMatches: (query) => `لا تطبيقات تطابق «${query}»`,
  noMatchesHint: 'جرّب أحرفًا أقل، أو جزءًا آخر من الاسم.',
  clearButton: 'مسح',
  matchedElsewhere: 'عُثر عليه في وسومه أو قالبه أو عنوانه',
};

// Arabic keyboards have the English names.
export const keys: typeof english.keys = {
  Ctrl: 'Ctrl',
  Shift: 'Shift',
  Alt: 'Alt',
  Esc: 'Esc',
  Enter: 'Enter',
  Tab: 'Tab',
  Space: 'Space',
  Insert: 'Insert',
  Home: 'Home',
  End: 'End',
  PgUp: 'PgUp',
  PgDn: 'PgDn',
};

export const palette: typeof english.palette = {
  title: 'البحث عن تطبيق وفتحه',
  defaultHeading: 'المفضلة والأكثر استخدامًا',
  favorite: 'في المفضلة',
  empty: 'لم تُسند إليك تطبيقات بعد.',
  noMatchesHint: 'يواصل مفتاح Enter البحث في نافذة Portico.',
  notReady: 'سجّل الدخول إلى Portico أو ألغِ قفله أولًا.',
  noAnswer: 'لم يستجب Portico. اضغط Enter للمحاولة مرة أخرى.',
  notOpened: (app) => `لم يُفتح ${app}. تذكر نافذة Portico السبب.`,
  windowFailed: 'تعذّر إظهار نافذة Portico.',
  openWindow: 'فتح Portico',
  keysOpen: 'فتح',
  keysClear: 'مسح',
  keysClose: 'إغلاق',
};
