// Arabic for en/problems.ts. A host stands after "الخادم", so that no sentence begins with a foreign word.
import type { Code } from '../../ipc/types';
import type { MessageArgs, Message } from '../message';

const server = (about: MessageArgs) => (about.isHostUnknown ? 'الخادم' : `الخادم ${about.host}`);
/** With "to": the article merges with it. */
const toServer = (about: MessageArgs) => (about.isHostUnknown ? 'للخادم' : `للخادم ${about.host}`);
const kept = (about: MessageArgs) => (about.asOf ? `تطبيقاتك كما كانت في ${about.asOf} ما زالت هنا. ` : '');
const unchanged = 'لم يتغير شيء.';
const again = 'أعد المحاولة.';
const inAMinute = 'أعد المحاولة بعد دقيقة.';
const tellCode = 'أعطِ الرمز أدناه لفريق تقنية المعلومات.';
const ifAgain = 'أعد المحاولة؛ وإن تكرر ذلك، فأعطِ الرمز أدناه لفريق تقنية المعلومات.';
const notSignedIn = 'لم يُسجَّل دخولك.';
const checkAddress = 'تحقق من عنوان الشركة.';

const unread = (about: MessageArgs): Message => ({
  title: `تعذّرت قراءة رد ${server(about)}.`,
  body: `${kept(about)}${unchanged} ${inAMinute}`,
  remedy: 'retry',
});
const noAnswer = (): Message => ({
  title: 'انتهت صفحة تسجيل الدخول من دون رد صالح.',
  body: `${notSignedIn} ${ifAgain}`,
  remedy: 'signIn',
});
const insecure = (about: MessageArgs, why: string): Message => ({
  title: `الاتصال مع ${server(about)} غير آمن.`,
  body: `${why} لم يُرسل شيء. ${kept(about)}أبلغ فريق تقنية المعلومات.`,
  remedy: 'retry',
});
const network = (about: MessageArgs, lead: string): Message => ({
  title: lead,
  body: about.asOf
    ? `هذه تطبيقاتك كما كانت في ${about.asOf}. تُحدَّث القائمة تلقائيًا.`
    : `${unchanged} تحقق من شبكتك ثم أعد المحاولة.`,
  remedy: 'retry',
});
const badAddress = (lead: string, rest: string): Message => ({ title: lead, body: rest, remedy: 'none' });
const unsaved = (why: string): Message => ({
  title: 'تعذّر حفظ إعداداتك.',
  body: `${why} تبقى الإعدادات السابقة.`,
  remedy: 'none',
});
const notSetUp = (lead: string): Message => ({
  title: lead,
  body: `${unchanged} اطلب من فريق تقنية المعلومات إعداد Portico هناك؛ يبيّن «فحص هذا المستأجر» ما يلزم إدخاله.`,
  remedy: 'signIn',
});
const unkept = (why: string): Message => ({
  title: 'لا يمكن حفظ جلستك على هذا الحاسوب.',
  body: `${why} يبقى دخولك مسجلًا حتى تغلق Portico.`,
  remedy: 'none',
});
const notAccepted = (about: MessageArgs): Message => ({
  title: `لا يقبل ${server(about)} تطبيق Portico.`,
  body: `${about.reason ? `هو مُعدّ هناك بقيمة Application ID «${about.reason}». ` : ''}${unchanged} اطلب من فريق تقنية المعلومات التحقق من إعدادات هذا التطبيق.`,
  remedy: 'retry',
});
const fault = (about: MessageArgs): Message => ({
  title: `حدث خطأ في ${server(about)}.`,
  body: `${kept(about)}${unchanged} ${inAMinute}`,
  remedy: 'retry',
});

export const problems: Record<Code, (about: MessageArgs) => Message> = {
  'E-ADDR-EMPTY': () => badAddress('أدخل عنوان شركتك.', 'يشبه هذا: acme.my.idaptive.app.'),
  'E-ADDR-FORM': () =>
    badAddress('هذا ليس عنوانًا.', 'يشبه عنوان الشركة acme.my.idaptive.app، أو «acme» فقط.'),
  'E-ADDR-HTTP': () =>
    badAddress('هذا العنوان غير آمن.', 'استخدم العنوان الذي يبدأ بـ https، أو احذف البداية.'),
  'E-ADDR-SCHEME': (a) =>
    badAddress(
      a.reason ? `لا يمكن أن يبدأ العنوان بـ «${a.reason}:».` : 'لا يصلح هذا النوع من العناوين هنا.',
      'استخدم العنوان الذي يبدأ بـ https، أو احذف البداية.',
    ),
  'E-ADDR-USER': () =>
    badAddress('يحتوي هذا العنوان على اسم مستخدم أو كلمة مرور.', 'احذف ذلك: تسجّل الدخول في صفحة شركتك.'),
  'E-ADDR-MAIL': () => badAddress('هذا عنوان بريد إلكتروني.', 'أدخل عنوان شركتك، مثل acme.my.idaptive.app.'),
  'E-ADDR-UNKNOWN': (a) =>
    badAddress(
      a.reason ? `لا شركة معروفة باسم «${a.reason}».` : 'لا شركة معروفة بهذا الاسم.',
      'تحقق من الكتابة، أو أدخل العنوان الكامل.',
    ),

  'E-AUTH-STATE': () => ({
    title: 'لم يكن رد تسجيل الدخول لهذا الطلب، فلم يُستخدم.',
    body: `${notSignedIn} ${again}`,
    remedy: 'signIn',
  }),
  'E-AUTH-CANCEL': () => ({ title: 'أُلغي تسجيل الدخول.', body: unchanged, remedy: 'signIn' }),
  'E-AUTH-DENIED': (a) => ({
    title: `أُلغي تسجيل الدخول أو رُفض في صفحة ${server(a)}.`,
    body: `${unchanged} أعد المحاولة، أو اسأل فريق تقنية المعلومات عن حقك في الوصول.`,
    remedy: 'signIn',
  }),
  'E-AUTH-TIMEOUT': () => ({
    title: 'استغرق تسجيل الدخول أكثر من 10 دقائق فأُوقف.',
    body: `${unchanged} ${again}`,
    remedy: 'signIn',
  }),
  'E-AUTH-NOCODE': noAnswer,
  'E-AUTH-BAD': noAnswer,
  'E-AUTH-ISS': () => ({
    title: 'جاء رد تسجيل الدخول من خادم غير خادم شركتك، فلم يُستخدم.',
    body: `${notSignedIn} أعد المحاولة؛ وإن تكرر ذلك، فأبلغ فريق تقنية المعلومات.`,
    remedy: 'signIn',
  }),
  'E-AUTH-LOOP': () => ({
    title: 'ظلت صفحة تسجيل الدخول تعيد توجيه نفسها فأُوقفت.',
    body: `${notSignedIn} ${ifAgain}`,
    remedy: 'signIn',
  }),
  'E-AUTH-PAGE': (a) => ({
    title: `تعذّر عرض صفحة تسجيل الدخول من ${server(a)}.`,
    body: `${unchanged} ${again}`,
    remedy: 'signIn',
  }),
  'E-AUTH-CRASH': () => ({
    title: 'توقفت صفحة تسجيل الدخول عن العمل.',
    body: `${unchanged} ${again}`,
    remedy: 'signIn',
  }),
  'E-AUTH-BLANK': (a) => ({
    title: `تبقى صفحة تسجيل الدخول من ${server(a)} فارغة.`,
    body: `${unchanged} ${again}`,
    remedy: 'signIn',
  }),
  'E-AUTH-STUCK': () => ({
    title: 'لا تتقدم صفحة تسجيل الدخول.',
    body: `انتهت من دون رد. ${notSignedIn} ${again}`,
    remedy: 'signIn',
  }),
  'E-AUTH-POPUP': () => ({
    title: 'تريد صفحة تسجيل الدخول فتح نافذة أخرى، وهذا غير ممكن هنا.',
    body: `${unchanged} هذا ممكن في متصفحك.`,
    remedy: 'signIn',
  }),
  'E-AUTH-PASSKEY': () => ({
    title: 'تطلب صفحة تسجيل الدخول مفتاح مرور أو مفتاح أمان، وهذا لا يعمل في هذه النافذة.',
    body: `${unchanged} يعمل ذلك في متصفحك؛ أو اختر طريقة أخرى في تلك الصفحة.`,
    remedy: 'signIn',
  }),
  'E-AUTH-AGENT': (a) => ({
    title: `لا يسمح ${server(a)} بتسجيل الدخول في نافذة كهذه.`,
    body: `${unchanged} هذا ممكن في متصفحك.`,
    remedy: 'signIn',
  }),
  'E-AUTH-FLOW': (a) => notSetUp(`لا يسمح ${server(a)} لتطبيق Portico بتسجيل الدخول بالرمز.`),
  'E-AUTH-SCOPE': (a) =>
    notSetUp(`لا يعرف ${server(a)} النطاق${a.reason ? ` «${a.reason}»` : ''} الذي يطلبه Portico.`),
  'E-AUTH-REDIRECT': (a) => notSetUp(`لا يعرف ${server(a)} العنوان الذي يعيد Portico إليه.`),
  'E-AUTH-PORT': (a) => ({
    title: `يشغل برنامج آخر المنفذ${a.reason ? ` ${a.reason}` : ''} الذي يعود إليه متصفحك.`,
    body: `${unchanged} أغلق ذلك البرنامج ثم أعد المحاولة.`,
    remedy: 'signIn',
  }),
  'E-AUTH-SECRET': (a) => ({
    title: `يطلب ${server(a)} من Portico سرّ العميل.`,
    body: 'هو لدى المسؤول. سجّل الدخول وسيُطلب منك مرة واحدة.',
    remedy: 'signIn',
  }),
  'E-TENANT-NONE': (a) => ({
    title: `ما يرد على العنوان${a.isHostUnknown ? '' : ` ${a.host}`} ليس بوابة شركة.`,
    body: `${kept(a)}${checkAddress}`,
    remedy: 'changeTenant',
  }),

  'E-TOK-GRANT': (a) => ({
    title: `رفض ${server(a)} رمز تسجيل الدخول.`,
    body: `ربما انتهت صلاحيته أو سبق استخدامه. ${kept(a)}سجّل الدخول مجددًا.`,
    remedy: 'signIn',
  }),
  'E-TOK-CLIENT': notAccepted,
  'E-TOK-APPID': (a) => ({
    title: `لا يعرف ${server(a)} هذا التطبيق${a.reason ? ` (Application ID «${a.reason}»)` : ''}.`,
    body: `${unchanged} اطلب من فريق تقنية المعلومات إعداد Portico هناك، أو التحقق من قيمة Application ID.`,
    remedy: 'retry',
  }),
  'E-TOK-FORMAT': unread,
  'E-TOK-TYPE': unread,
  'E-TOK-SERVER': fault,

  'E-SESSION-ENDED': (a) => ({
    title: 'انتهت جلستك.',
    body: a.asOf ? `هذه تطبيقاتك كما كانت في ${a.asOf}. سجّل الدخول لفتحها.` : 'سجّل الدخول للمتابعة.',
    remedy: 'signIn',
  }),
  'E-BUSY': (a) => ({
    title: 'تُجدَّد جلستك الآن في Portico آخر.',
    body: `${kept(a)}أعد المحاولة بعد لحظات.`,
    remedy: 'retry',
  }),
  'E-SESSION-LEFT': (a) => ({
    title: 'تم تسجيل الخروج هنا.',
    body: `تعذّر إبلاغ ${server(a)}؛ تنتهي الجلسة هناك من تلقاء نفسها.`,
    remedy: 'none',
  }),
  'E-STEP-UP': (a) => ({
    title: 'تريد شركتك تحققًا آخر.',
    body: `${kept(a)}سجّل الدخول مجددًا لاجتيازه.`,
    remedy: 'signIn',
  }),

  'E-KEY-ABSENT': () => unkept('ليست فيه حلقة مفاتيح.'),
  'E-KEY-LOCKED': () => unkept('حلقة مفاتيحه مقفلة.'),
  'E-KEY-DENIED': () => unkept('رفضت حلقة مفاتيحه.'),
  'E-KEY-TOOBIG': () => unkept('الجلسة أكبر مما تسعه حلقة مفاتيحه.'),

  'E-NET-OFFLINE': (a) => network(a, 'أنت غير متصل.'),
  'E-NET-DNS': (a) => network(a, `تعذّر العثور على ${server(a)}.`),
  'E-NET-REFUSED': (a) => network(a, `رفض ${server(a)} الاتصال.`),
  'E-NET-TIMEOUT': (a) => network(a, `لم يرد ${server(a)} في الوقت المناسب.`),
  'E-NET-CUT': (a) => network(a, `انقطع الاتصال مع ${server(a)}.`),
  'E-NET-PORTAL': (a) => ({
    title: `ردّت الشبكة بصفحة ويب بدلًا من ${server(a)}.`,
    body: `قد تكون صفحة تسجيل الدخول إلى شبكة Wi-Fi للضيوف. ${kept(a)}افتح متصفحك ثم أعد المحاولة.`,
    remedy: 'retry',
  }),
  'E-NET-PROXY': (a) => ({
    title: `رفض الوكيل${a.reason ? ` ${a.reason}` : ''} الاتصال.`,
    body: `${kept(a)}تحقق من إعدادات الوكيل في هذا الحاسوب ثم أعد المحاولة.`,
    remedy: 'retry',
  }),
  'E-NET-REDIRECT': (a) => ({
    title: `حاول ${server(a)} إرسال هذا الطلب إلى عنوان آخر. تم إيقافه.`,
    body: `${kept(a)}${checkAddress}`,
    remedy: 'changeTenant',
  }),

  'E-TLS-EXPIRED': (a) => insecure(a, 'انتهت صلاحية شهادته.'),
  'E-TLS-NAME': (a) => insecure(a, 'شهادته تخص عنوانًا آخر.'),
  'E-TLS-UNTRUSTED': (a) => insecure(a, 'لا يثق هذا الحاسوب بشهادته.'),
  'E-TLS-CLOCK': (a) => ({
    title: 'يبدو أن ساعة هذا الحاسوب غير صحيحة.',
    body: `الشهادة التابعة ${toServer(a)} ليست صالحة بعد. لم يُرسل شيء. ${kept(a)}اضبط الساعة ثم أعد المحاولة.`,
    remedy: 'retry',
  }),
  'E-TLS-FAILED': (a) => insecure(a, 'لم يتفق الطرفان على طريقة لحمايته.'),

  'E-API-FORMAT': (a) => ({
    title: 'تعذّرت قراءة قائمة التطبيقات.',
    body: `${kept(a)}أعد المحاولة بعد دقيقة؛ وإن استمر ذلك، فأعطِ الرمز أدناه لفريق تقنية المعلومات.`,
    remedy: 'retry',
  }),
  'E-API-TOOBIG': (a) => ({
    title: 'قائمة التطبيقات أكبر من أن تُقرأ.',
    body: `${kept(a)}${tellCode}`,
    remedy: 'none',
  }),
  'E-API-DENIED': (a) => ({
    title: 'لا يحق لك عرض قائمة التطبيقات.',
    body: `${kept(a)}اطلب من فريق تقنية المعلومات حق استخدام البوابة.`,
    remedy: 'none',
  }),
  'E-API-BUSY': (a) => ({
    title: `${server(a)} مشغول.`,
    body: `${kept(a)}${a.until ? `يطلب الانتظار حتى ${a.until}.` : inAMinute}`,
    remedy: 'retry',
  }),
  'E-API-FAILED': (a) => ({
    title: `تعذّر على ${server(a)} الرد.`,
    body: `${kept(a)}${unchanged} أعد المحاولة، أو أعطِ الرمز أدناه لفريق تقنية المعلومات.`,
    remedy: 'retry',
  }),
  'E-API-MISSING': (a) => ({
    title: `لا توجد بوابة شركة على ${server(a)}.`,
    body: `${kept(a)}${checkAddress}`,
    remedy: 'changeTenant',
  }),
  'E-API-SERVER': fault,

  'E-DISK-FULL': () => unsaved('لم تبقَ مساحة على هذا الحاسوب.'),
  'E-DISK-READONLY': () => unsaved('لا يحق لـ Portico الكتابة في مجلده.'),
  'E-DISK-CORRUPT': () => ({
    title: 'وُضع ملف تالف جانبًا.',
    body: 'تابع Portico من دونه؛ ولم تتأثر تطبيقاتك. تحقق من إعداداتك.',
    remedy: 'none',
  }),

  'E-LAUNCH-BLOCKED': (a) => ({
    title: a.reason ? `يستخدم رابطه «${a.reason}»، وهذا غير مسموح به.` : 'رابطه من نوع غير مسموح به.',
    body: 'لم يُفتح شيء. افتحه في متصفحك، أو اطلب من فريق تقنية المعلومات تصحيح الرابط.',
    remedy: 'openInBrowser',
  }),
  'E-LAUNCH-OPEN': () => ({
    title: 'تعذّر تشغيل أي متصفح.',
    body: 'انسخ الرابط وألصقه في متصفح بنفسك.',
    remedy: 'copyLink',
  }),
  'E-LAUNCH-PLACE': (a) => ({
    title: `المكان الذي يُفتح فيه${a.reason ? ` («${a.reason}»)` : ''} غير موجود على هذا الحاسوب.`,
    body: 'لم يُفتح شيء. افتحه في متصفحك، أو اختر مكانًا آخر في الإعدادات.',
    remedy: 'openInBrowser',
  }),
  'E-LAUNCH-GONE': () => ({
    title: 'لم يعد من تطبيقاتك.',
    body: 'تغيّرت القائمة في هذه الأثناء. حدّثها.',
    remedy: 'retry',
  }),

  'E-POLICY-DAMAGED': () => ({
    title: 'تعذّرت قراءة إعدادات شركتك لتطبيق Portico.',
    body: 'تُستخدم إعداداتك حتى يصبح ذلك ممكنًا. أبلغ فريق تقنية المعلومات.',
    remedy: 'none',
  }),
  'E-MANAGED': () => ({
    title: 'هذا ما حددته شركتك.',
    body: `${unchanged} اسأل فريق تقنية المعلومات إن كان يجب أن يختلف.`,
    remedy: 'none',
  }),
  'E-INTERNAL': (a) => ({
    title: 'حدث خطأ في Portico.',
    body: `${kept(a)}لم يُرسل شيء. ${ifAgain}`,
    remedy: 'retry',
  }),
};
