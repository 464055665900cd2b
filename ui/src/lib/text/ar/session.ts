// Arabic for en/session.ts.
import type { ConfirmReason, SignInStep, SignInMethod } from '../../ipc/types';
import { pluralOfSix as plural } from '../count';
import type { session as english } from '../en/session';

const confirmReasons: Record<ConfirmReason, string> = {
  unknownHost: 'ليس هذا من العناوين المعتادة لهذه الخدمة. لبعض الشركات عناوينها الخاصة.',
  ipAddress: 'هذا رقم وليس اسمًا. نادرًا ما تستخدم الشركات ذلك.',
  internationalName: 'يحتوي على أحرف قد تشبه غيرها. هذا هو كما تقرؤه الحواسيب.',
  port: 'يستخدم منفذًا غير معتاد.',
  path: 'يتبع اسمَ المضيف مسارٌ ليس جزءًا معروفًا من البوابة.',
  shortName: 'أدخلت اسمًا قصيرًا، وهذا ما يشير إليه.',
  rewritten: 'ما أدخلته يُقرأ بخلاف معناه. هذا هو معناه.',
};

type Steps = Record<SignInStep, { title: string; body: string }>;

const inWindow: Steps = {
  checking: { title: 'جارٍ التحضير', body: 'يُسأل خادم شركتك عن طريقة تسجيل الدخول.' },
  opening: {
    title: 'جارٍ فتح نافذة تسجيل الدخول',
    body: 'ستظهر صفحة تسجيل الدخول الخاصة بشركتك بعد لحظات.',
  },
  page: {
    title: 'سجّل الدخول في النافذة الأخرى',
    body: 'صفحة تسجيل الدخول الخاصة بشركتك مفتوحة. أدخل كلمة المرور هناك فقط.',
  },
  finishing: { title: 'جارٍ تسجيل دخولك', body: 'جارٍ جلب تطبيقاتك.' },
};
const inBrowser: Steps = {
  ...inWindow,
  opening: {
    title: 'جارٍ فتح المتصفح',
    body: 'ستظهر فيه صفحة تسجيل الدخول الخاصة بشركتك بعد لحظات.',
  },
  page: { title: 'المتصفح مفتوح', body: 'سجّل الدخول هناك ثم عُد إلى هنا.' },
};
const steps: Record<SignInMethod, Steps> = { webview: inWindow, portal: inWindow, browser: inBrowser };

const bodies: Record<SignInMethod, (host: string) => string> = {
  webview: (host) => `تُفتح صفحة شركتك على ${host} في نافذة خاصة بها.`,
  browser: (host) => `تُفتح صفحة شركتك على ${host} في متصفحك.`,
  portal: (host) => `تُفتح بوابة شركتك على ${host} في نافذة خاصة بها.`,
};

export const session: typeof english = {
  tagline: 'كل تطبيقات شركتك من باب واحد.',
  passwordNote: 'تُدخل كلمة المرور في صفحة شركتك وحدها، لا في أي مكان آخر.',

  firstRun: {
    title: 'أين تعمل؟',
    address: 'عنوان الشركة',
    hint: 'اسأل فريق تقنية المعلومات إن لم تعرفه. يكفي اسم قصير مثل «acme».',
    submit: 'تسجيل الدخول',
    discovering: 'جارٍ البحث…',
    or: 'أو',
    demo: 'تجربة العرض التوضيحي',
    back: 'رجوع',
  },
  confirm: {
    title: 'هل هذه شركتك؟',
    body: 'يُرجى النظر إلى العنوان مرة واحدة قبل استخدامه.',
    address: 'العنوان',
    yes: 'نعم، متابعة',
    no: 'استخدام عنوان آخر',
    reasons: confirmReasons,
  },
  signedOut: {
    title: (company) => `تسجيل الدخول إلى ${company}`,
    bodies,
    signIn: 'تسجيل الدخول',
    changeTenant: 'استخدام شركة أخرى',
    otherAccounts: 'أو المتابعة باسم',
  },
  signingIn: {
    steps,
    pageHost: 'الصفحة تابعة لـ',
    showWindow: 'إظهار نافذة تسجيل الدخول',
    cancel: 'إلغاء',
    retry: 'إعادة المحاولة',
    continueInBrowser: 'المتابعة في المتصفح',
    passkey: 'هل لديك مفتاح مرور أو مفتاح أمان؟',
    copyLink: 'نسخ رابط تسجيل الدخول',
    openAgain: 'فتح مرة أخرى',
  },
  secret: {
    title: 'سر العميل',
    body: (company) =>
      `تطلب ${company} من Portico سرّ العميل. يزوّدك به المسؤول. يُحفظ في حلقة مفاتيح هذا الحاسوب وحدها.`,
    label: 'سر العميل',
    save: 'حفظ وتسجيل الدخول',
    saving: 'جارٍ الحفظ…',
    empty: 'أدخل السر أو ألصقه أولًا.',
    signInWithout: 'تسجيل الدخول بدونه',
    cancel: 'إلغاء',
  },
  sessionBanner: {
    restoring: 'جارٍ استئناف جلستك…',
    restoringKeyring: 'قد يُطلب منك إلغاء قفل حلقة مفاتيح هذا الحاسوب.',
    signingIn: 'جارٍ تسجيل الدخول…',
    pageOpen: (host) => `صفحة ${host} مفتوحة في النافذة الأخرى.`,
    showWindow: 'إظهار النافذة',
    replacing: 'جارٍ التجديد…',
    replacingBody: 'تبقى تطبيقاتك مفتوحة. قد يُطلب منك تسجيل الدخول.',
    signedOut: 'تم تسجيل خروجك.',
    cachedList: (asOf) => (asOf ? `هذه تطبيقاتك كما كانت في ${asOf}.` : 'هذه تطبيقاتك من المرة السابقة.'),
    signedInAgain: 'تم تسجيل دخولك.',
  },
  sessionExpiry: {
    endsAt: (time) => `تنتهي الجلسة ${time}`,
    endsIn: (minutes) =>
      plural(minutes, {
        zero: 'تنتهي الجلسة الآن',
        one: 'تنتهي الجلسة خلال دقيقة',
        two: 'تنتهي الجلسة خلال دقيقتين',
        few: `تنتهي الجلسة خلال ${minutes.text} دقائق`,
        many: `تنتهي الجلسة خلال ${minutes.text} دقيقة`,
        other: `تنتهي الجلسة خلال ${minutes.text} دقيقة`,
      }),
    endsNow: 'تنتهي الجلسة خلال أقل من دقيقة',
    announce: (minutes) =>
      plural(minutes, {
        zero: 'تنتهي جلستك الآن.',
        one: 'تنتهي جلستك خلال أقل من دقيقة.',
        two: 'تنتهي جلستك خلال دقيقتين.',
        few: `تنتهي جلستك خلال ${minutes.text} دقائق.`,
        many: `تنتهي جلستك خلال ${minutes.text} دقيقة.`,
        other: `تنتهي جلستك خلال ${minutes.text} دقيقة.`,
      }),
    renew: 'تجديد الآن',
  },
  keyring: {
    notSaved: 'لا يمكن حفظ جلستك على هذا الحاسوب',
    reasons: {
      'E-KEY-ABSENT': 'ليست فيه حلقة مفاتيح',
      'E-KEY-LOCKED': 'حلقة مفاتيحه مقفلة',
      'E-KEY-DENIED': 'رفضت حلقة مفاتيحه',
      'E-KEY-TOOBIG': 'الجلسة أكبر مما تسعه حلقة مفاتيحه',
    },
    withReason: (what, reason) => (reason ? `${what} (${reason}).` : `${what}.`),
    body: 'يبقى دخولك مسجلًا حتى تغلق Portico.',
    notRestored: 'تعذّر استئناف جلستك على هذا الحاسوب',
    notRestoredBody: 'أعد المحاولة عندما تتوفر حلقة المفاتيح ويُلغى قفلها، أو سجّل الدخول.',
    retry: 'إعادة المحاولة',
    busy: 'جارٍ سؤال حلقة المفاتيح…',
  },
  locked: {
    title: 'Portico مقفل',
    body: 'لم يستخدمه أحد منذ مدة، أو أنك قفلته. تُستأنف جلستك عند إلغاء القفل.',
    account: 'الحساب',
    unlock: 'إلغاء القفل',
    signOut: 'تسجيل الخروج',
  },
  accounts: {
    menu: 'الحساب',
    requiresSignIn: 'يتطلب تسجيل الدخول',
    add: 'إضافة حساب…',
    lock: 'قفل',
    signOut: 'تسجيل الخروج',
    signOutAll: 'تسجيل الخروج من كل الحسابات',
    forget: 'إزالة هذا الحساب…',
  },
  forget: {
    title: 'هل تريد إزالة هذا الحساب؟',
    body: 'يُحذف ما يلي من هذا الحاسوب:',
    removedItems: ['الجلسة، ويُسجَّل الخروج منها', 'نسخة القائمة وأيقوناتها', 'الحساب في هذه القائمة'],
    keptNote: 'تبقى تطبيقاتك وحسابك لدى الشركة كما هي. يمكنك تسجيل الدخول مجددًا في أي وقت.',
    yes: 'إزالة الحساب',
    no: 'إلغاء',
  },
};
