// Arabic for en/details.ts.
import type { AppKind, Origin, Restriction } from '../../ipc/types';
import { pluralOfSix as plural } from '../count';
import type { details as english, RestrictionArgs } from '../en/details';

const kinds: Record<AppKind, string> = {
  saml: 'يسجّل دخولك تلقائيًا (SAML)',
  oAuth: 'يسجّل دخولك تلقائيًا (OpenID Connect)',
  bookmark: 'رابط؛ قد تحتاج إلى تسجيل الدخول هناك',
  password: 'يسجّل دخولك بكلمة مرور محفوظة',
  desktop: 'تطبيق لسطح المكتب',
  mobile: 'تطبيق للهواتف',
  account: 'حساب ذو امتيازات',
  other: 'تطبيق ويب',
};

const until = (day: string | null) => (day ? ` حتى ${day}` : '');

const origins: Record<Origin, (about: RestrictionArgs) => string> = {
  assigned: () => 'خصصته لك شركتك',
  optional: () => 'عرضته شركتك واخترته أنت',
  personal: () => 'أضفته بنفسك',
  shared: (about) => `شاركه ${about.sharedBy ?? 'أحد الزملاء'}${until(about.date)}`,
};

const restrictions: Record<Restriction, (about: RestrictionArgs) => string> = {
  companyNetwork: () => 'يُفتح على شبكة الشركة فقط. اتصل بها، في المكتب أو عبر VPN، ثم افتحه.',
  extraCheck: () => 'تطلب شركتك تحققًا إضافيًا، مثل رمز أو هاتفك. يظهر عند فتح التطبيق، فليكن في متناول يدك.',
  needsPassword: () =>
    'يسجّل الدخول بكلمة مرور، ولم تُحفظ لك واحدة بعد. افتحه فيسألك Portico عنها مرة واحدة، وتحفظها شركتك.',
  certificate: () => 'يطلب شهادة تضعها شركتك على حواسيبها. يستطيع متصفحك تقديمها، أما نافذة Portico فلا.',
  shared: (about) =>
    `يشاركه معك ${about.sharedBy ?? 'أحد الزملاء'}${until(about.date)}. اطلب التمديد إن احتجته مدة أطول.`,
  shareEnded: (about) =>
    `شاركه معك ${about.sharedBy ?? 'أحد الزملاء'}${until(about.date)}. انتهت تلك المدة، فاطلب مشاركته مجددًا.`,
  extension: () =>
    'يحتاج إضافة المتصفح الخاصة ببوابة الشركة، وهي التي تملأ كلمة مرورك. افتحه في المتصفح الذي فيه الإضافة.',
  notWeb: () => 'لا يعمل في المتصفح. ابحث عنه بين برامج حاسوبك أو هاتفك، أو اسأل فريق تقنية المعلومات.',
};

export const details: typeof english = {
  title: 'تفاصيل التطبيق',
  close: 'إغلاق التفاصيل',
  back: 'العودة إلى القائمة',
  openNow: 'فتحه الآن',
  open: 'فتح',
  beforeOpening: 'قبل أن تفتحه',
  blockedTitle: 'لماذا لا أستطيع فتحه؟',
  restrictions,
  copyMessageTo: (who) => `نسخ رسالة إلى ${who}`,
  copyMessage: 'نسخ رسالة',
  extendMessage: (app, day) =>
    day
      ? `مرحبًا، هل يمكن تمديد مشاركة «${app}» معي؟ ينتهي وصولي في ${day}.`
      : `مرحبًا، هل يمكن مشاركة «${app}» معي مجددًا؟`,
  endedMessage: (app, day) =>
    `مرحبًا، هل يمكن مشاركة «${app}» معي مجددًا؟ انتهى وصولي${day ? ` في ${day}` : ''}.`,
  facts: {
    kind: 'النوع',
    template: 'القالب',
    category: 'الفئة',
    tags: 'الوسوم',
    folders: 'المجلدات',
    host: 'العنوان',
    userName: 'اسم المستخدم',
    origin: 'المصدر',
    ends: 'ينتهي الوصول',
    ended: 'انتهى الوصول',
    parent: 'تابع لـ',
    opensIn: 'يُفتح في',
    openCount: 'عدد مرات الفتح',
    lastOpenedAt: 'آخر فتح',
  },
  registration: 'كيفية الحصول على حساب',
  kinds,
  origins,
  openedTimes: (n) =>
    plural(n, {
      zero: 'لم يُفتح',
      one: 'مرة واحدة',
      two: 'مرتان',
      few: `${n.text} مرات`,
      many: `${n.text} مرة`,
      other: `${n.text} مرة`,
    }),
  never: 'لم يُفتح من هنا بعد',
  loading: 'جارٍ جلب المعلومات عنه…',
  removed: 'لم يعد هذا التطبيق في قائمتك.',
  removedHint: 'ربما سحبته شركتك أو نقلته إلى مكان آخر.',
};
