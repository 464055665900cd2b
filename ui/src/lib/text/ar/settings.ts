// Arabic for en/settings.ts.
import type { Density, Layout, SignInMethod, Theme } from '../../ipc/types';
import { pluralOfSix as plural } from '../count';
import type { settings as english } from '../en/settings';
import { keys } from './palette';

const themes: Record<Theme, string> = { system: 'النظام', light: 'فاتح', dark: 'داكن' };
const layouts: Record<Layout, string> = { auto: 'تلقائي', tiles: 'مربعات', list: 'قائمة' };
const densities: Record<Density, string> = { comfortable: 'مريح', compact: 'مضغوط' };

const signInMethods: Record<SignInMethod, { label: string; description: string }> = {
  webview: { label: 'في نافذة', description: 'تُفتح صفحة تسجيل الدخول الخاصة بشركتك بجانب Portico.' },
  browser: {
    label: 'في متصفحك',
    description: 'لمفاتيح المرور ومفاتيح الأمان وكلمات المرور المحفوظة في متصفحك.',
  },
  portal: {
    label: 'في صفحة البوابة',
    description: 'للشركات التي لم تُعدّ Portico. سجّل الدخول كما تفعل على الويب.',
  },
};

export const settings: typeof english = {
  settings: {
    title: 'الإعدادات',
    done: 'تم',
    theme: 'المظهر',
    themes,
    language: 'اللغة',
    systemLanguage: 'النظام',
    layout: 'عرض التطبيقات',
    layouts,
    layoutHint: 'تلقائي: قائمة عندما تكثر التطبيقات أو تضيق النافذة.',
    density: 'التباعد',
    densities,
    notifications: 'إعلامي عند تغيّر تطبيقاتي',
    notificationsHint: 'إشعار على سطح المكتب ما دام Portico يعمل وأنت في مكان آخر.',
    opensIn: 'فتح التطبيقات',
    askEachTime: 'السؤال كل مرة',
    localCopy: 'الاحتفاظ بنسخة من القائمة على هذا الحاسوب',
    localCopyHint: 'تظهر تطبيقاتك فور التشغيل، حتى من دون شبكة. لا تحتوي النسخة على كلمات مرور.',
    idleLock: 'القفل بعد',
    idleLockHint: 'عندما لا يكتب أحد ولا ينقر. تُستأنف جلستك عند إلغاء القفل.',
    never: 'أبدًا',
    minutes: (minutes) =>
      plural(minutes, {
        zero: 'أبدًا',
        one: 'دقيقة واحدة',
        two: 'دقيقتان',
        few: `${minutes.text} دقائق`,
        many: `${minutes.text} دقيقة`,
        other: `${minutes.text} دقيقة`,
      }),
    signIn: 'طريقة تسجيل الدخول',
    signInMethods,
    check: 'فحص هذا المستأجر',
    checkHint: 'يفحص إعداد خادم شركتك لاستخدام Portico، ويذكر ما يلزم إدخاله إن لم يكن مُعدًّا.',
    managed: 'حددته شركتك',
    unknownKeys: 'غير مفهوم في ملف الإعدادات:',
    version: (version) => `Portico ${version}`,
  },
  shortcuts: {
    title: 'اختصارات لوحة المفاتيح',
    close: 'إغلاق',
    anyLetter: 'أي حرف',
    keys,
    groups: { find: 'البحث', move: 'التنقل', app: 'التطبيق المحدد', portico: 'Portico' },
    actions: {
      search: 'البحث في التطبيقات',
      clear: 'مسح البحث، وإغلاق ما هو مفتوح',
      palette: 'البحث السريع من أي برنامج',
      arrows: 'التنقل بين التطبيقات',
      firstLast: 'أول تطبيق وآخر تطبيق',
      pages: 'صفحة إلى أعلى أو إلى أسفل',
      chips: 'الفئة أو الوسم أو المجلد التالي، ومع Shift السابق',
      open: 'فتح',
      openAlternate: 'الفتح في المكان الآخر: المتصفح أو نافذة',
      openWith: 'الفتح باستخدام متصفح أو ملف شخصي تختاره',
      openPrivate: 'الفتح في نافذة خاصة من متصفحك',
      openFavorite: 'فتح المفضلة من الأولى إلى التاسعة',
      details: 'التفاصيل',
      toggleFavorite: 'الإضافة إلى المفضلة أو الإزالة منها',
      reorder: 'نقل تطبيق في المفضلة',
      actions: 'الإجراءات',
      refresh: 'تحديث',
      accounts: 'الحسابات',
      settings: 'الإعدادات',
      lock: 'قفل',
      quit: 'إنهاء Portico',
      help: 'هذه القائمة',
    },
  },
};
