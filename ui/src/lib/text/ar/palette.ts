// Arabic for en/palette.ts.
import type { Restriction } from '../../ipc/types';
import { pluralOfSix as plural } from '../count';
import type * as english from '../en/palette';

export const restrictions: Record<Restriction, { word: string; meaning: string }> = {
  companyNetwork: { word: 'شبكة الشركة', meaning: 'يُفتح على شبكة الشركة فقط' },
  extraCheck: { word: 'تحقق إضافي', meaning: 'يطلب تحققًا إضافيًا قبل فتحه' },
  needsPassword: { word: 'يحتاج كلمة مرور', meaning: 'يحتاج كلمة مرور لم تحفظها بعد' },
  certificate: { word: 'شهادة', meaning: 'يحتاج شهادة على هذا الحاسوب' },
  shared: { word: 'مشترك', meaning: 'شاركه معك أحد الزملاء' },
  shareEnded: { word: 'انتهى الوصول', meaning: 'انتهت مدة مشاركته معك' },
  extension: { word: 'يحتاج إضافة', meaning: 'يحتاج إضافة المتصفح الخاصة بالشركة' },
  notWeb: { word: 'ليس تطبيق ويب', meaning: 'لا يُفتح في المتصفح' },
};

export const search: typeof english.search = {
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
  usual: 'المفضلة والأكثر استخدامًا',
  favourite: 'في المفضلة',
  empty: 'لم تُسند إليك تطبيقات بعد.',
  noneHint: 'يواصل مفتاح Enter البحث في نافذة Portico.',
  notReady: 'سجّل الدخول إلى Portico أو ألغِ قفله أولًا.',
  noAnswer: 'لم يستجب Portico. اضغط Enter للمحاولة مرة أخرى.',
  notOpened: (app) => `لم يُفتح ${app}. تذكر نافذة Portico السبب.`,
  noWindow: 'تعذّر إظهار نافذة Portico.',
  window: 'فتح Portico',
  keysOpen: 'فتح',
  keysClear: 'مسح',
  keysClose: 'إغلاق',
};
