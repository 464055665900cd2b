// Arabic for en/check.ts. Names in the Admin Portal stay as they stand there.
import type { CheckExpectation, CheckStep, Verdict } from '../../ipc/types';
import type { setupCheck as english } from '../en/setup-check';

type Value = keyof CheckExpectation;

const verdicts: Record<Verdict | 'running' | 'waiting', string> = {
  passed: 'سليم',
  failed: 'فشل',
  unproven: 'غير مثبت',
  skipped: 'تم تخطيه',
  running: 'جارٍ الفحص…',
  waiting: 'في الانتظار',
};

const steps: Record<CheckStep, { title: string; remedy: string; values: Value[] }> = {
  reachable: {
    title: 'يمكن الوصول إلى الخادم',
    remedy: 'تحقق من صحة العنوان، ومن أن شبكة هذا الحاسوب والوكيل وجدار الحماية تسمح به.',
    values: [],
  },
  tenant: {
    title: 'هو بوابة شركة',
    remedy: 'تحقق من عنوان الشركة: شيء آخر يرد هناك.',
    values: [],
  },
  app: {
    title: 'تطبيق Portico موجود هناك',
    remedy:
      'في Admin Portal أضف تطبيق الويب OAuth2 Client (من Apps ثم Add Web Apps ثم Custom)، وأدخل قيمة Application ID هذه.',
    values: ['appId'],
  },
  redirect: {
    title: 'يعرف عنوان إعادة التوجيه',
    remedy: 'في إعدادات التطبيق أضف هذا السطر إلى Redirects حرفًا بحرف.',
    values: ['redirectUri'],
  },
  client: {
    title: 'يقبل Portico عميلًا',
    remedy:
      'في إعدادات التطبيق اضبط Client ID Type على Anything، أو على Confidential مع قيمة Client ID هذه. عندها يلزم السر أيضًا.',
    values: ['clientId'],
  },
  flow: {
    title: 'تسجيل الدخول بالرمز مفعّل',
    remedy: 'في صفحة Tokens الخاصة بالتطبيق، حدد Auth Code ضمن Auth methods.',
    values: [],
  },
  scope: {
    title: 'يعرف النطاق',
    remedy: 'في صفحة Scope الخاصة بالتطبيق، أضف نطاقًا بهذا الاسم.',
    values: ['scope'],
  },
  rest: {
    title: 'يتيح النطاق قائمة التطبيقات',
    remedy:
      'في صفحة Scope الخاصة بالتطبيق، أضف \u2068/UPRest/.*\u2069 إلى REST regexes لهذا النطاق في سطر مستقل.',
    values: ['scope'],
  },
  role: {
    title: 'يحق لك استخدامه',
    remedy: 'في صفحة User Access الخاصة بالتطبيق، حدد دورًا يملكه هذا الشخص.',
    values: [],
  },
};

export const setupCheck: typeof english = {
  title: 'فحص هذا المستأجر',
  openCheck: 'فحص هذا المستأجر',
  running: 'جارٍ الفحص…',
  allPassed: 'كل شيء مُعدّ.',
  unproven: 'لا شيء يعترض. ما لم يثبت يظهر عند تسجيل الدخول.',
  failed: 'هناك أمر واحد يجب تغييره. يستطيع المسؤول ذلك.',
  remedy: 'ما يجب تغييره',
  verdicts,
  steps,
  values: {
    appId: 'Application ID',
    clientId: 'Client ID',
    redirectUri: 'Redirect',
    scope: 'Scope',
  },
  copy: 'نسخ',
  copyValue: (what) => `نسخ: ${what}`,
  copied: 'تم النسخ',
  copyFailed: 'تعذّر النسخ. حدّد النص هنا:',
  report: 'نسخ التقرير',
  reportTitle: (host, when) => `فحص ${host}، ${when}`,
  expected: 'القيم المتوقعة',
  rerun: 'إعادة الفحص',
  done: 'تم',
};
