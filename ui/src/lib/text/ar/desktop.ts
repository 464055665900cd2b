// Arabic for en/desktop.ts.
import type { desktop as english } from '../en/desktop';

export const desktop: typeof english = {
  headings: {
    appearance: 'الشكل',
    opening: 'فتح التطبيقات',
    computer: 'هذا الحاسوب',
    session: 'الجلسة والخصوصية',
  },
  keepRunning: 'مواصلة العمل بعد إغلاق النافذة',
  keepRunningHint: 'تعود النافذة فورًا. يُنهيه «إنهاء Portico» في القائمة.',
  tray: 'أيقونة في شريط النظام',
  trayHint: 'المفضلة والبحث على بُعد نقرة واحدة.',
  trayUnavailable: 'لا يعرض سطح المكتب هذا أيقونات البرامج. توجد لبعض أسطح المكتب إضافة تعرضها.',
  shortcut: {
    label: 'مفتاح البحث السريع',
    hint: 'اضغطه في أي برنامج للعثور على تطبيق وفتحه.',
    none: 'لا يوجد',
    record: 'تعيين مفتاح…',
    listening: 'اضغط المفاتيح الآن…',
    cancelHint: 'يُبقي Esc كل شيء كما هو.',
    suggest: (keys) => `استخدام ${keys}`,
    remove: 'إزالة',
    needsModifier: 'اضغط معه Ctrl أو Alt أو Super، فهذا المفتاح وحده للكتابة.',
    unusable: 'لا يصلح هذا المفتاح. اختر حرفًا أو رقمًا أو مفتاح المسافة أو من F1 إلى F24.',
    changed: (keys) => `مفتاح البحث السريع هو ${keys}.`,
    removed: 'لم يعد للبحث السريع مفتاح.',
    requesting: 'يسألك سطح المكتب عنه.',
    on: 'يعمل في كل البرامج.',
    managedByDesktop: (keys) => `عيّن سطح المكتب ${keys}. يمكن تغييره في إعدادات لوحة المفاتيح فيه.`,
    managedByDesktopUnknown: 'يقرر سطح المكتب المفتاح. يمكن تغييره في إعدادات لوحة المفاتيح فيه.',
    taken: 'يستخدم برنامج آخر هذا المفتاح. عيّن مفتاحًا غيره.',
    denied: 'لم يسمح سطح المكتب به. عيّن المفتاح مجددًا ليسألك مرة أخرى.',
    unavailable:
      'لا يمنح سطح المكتب هذا أي برنامج مفتاحًا. أضف مفتاحًا في إعدادات لوحة المفاتيح فيه ينفّذ هذا الأمر:',
    copy: 'نسخ الأمر',
  },
  native: {
    open: 'فتح Portico',
    search: 'بحث…',
    quit: 'إنهاء Portico',
    shortcut: 'البحث في تطبيقات شركتك',
    backgroundRunningTitle: 'يواصل Portico عمله',
    backgroundRunningBody: 'شغّله مجددًا لرؤية نافذته. يُنهيه «إنهاء Portico» في قائمته.',
  },
};
