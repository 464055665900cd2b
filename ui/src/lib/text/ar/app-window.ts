// Arabic for en/window.ts.
import type { window as english } from '../en/app-window';

export const window: typeof english = {
  appWindow: {
    back: 'رجوع',
    reload: 'إعادة التحميل',
    encrypted: 'مشفّر',
    notEncrypted: 'غير مشفّر',
    find: 'البحث في الصفحة',
    findPrevious: 'السابق',
    findNext: 'التالي',
    matchCount: (count) => `النتائج: ${count}`,
    noMatches: 'لا نتائج',
    zoomOut: 'تصغير',
    zoomReset: 'الحجم الفعلي',
    zoomIn: 'تكبير',
    print: 'طباعة',
    openInBrowser: 'فتح في متصفحي',
    close: 'إغلاق',
    save: 'حفظ',
    cancel: 'إلغاء',
    saved: (name) => `حُفظ ${name}.`,
    notSaved: (name) => `تعذّر حفظ ${name}.`,
    loadFailed: 'تعذّر تحميل هذه الصفحة.',
    certificateError: (code) => `الاتصال بهذه الصفحة غير آمن (${code}).`,
    crashed: 'توقفت هذه الصفحة. أعد تحميلها للمتابعة.',
    blocked: (address) => `لا يُفتح «${address}» في هذه النافذة؛ تابع عبر «فتح في متصفحي».`,
    blockedWithoutBrowser: (address) => `لا يُفتح «${address}» في هذه النافذة.`,
  },
};
