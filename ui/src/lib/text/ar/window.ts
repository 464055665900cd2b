// Arabic for en/window.ts.
import type { window as english } from '../en/window';

export const window: typeof english = {
  appWindow: {
    back: 'رجوع',
    reload: 'إعادة التحميل',
    encrypted: 'مشفّر',
    plain: 'غير مشفّر',
    find: 'البحث في الصفحة',
    findPrevious: 'السابق',
    findNext: 'التالي',
    found: (count) => `النتائج: ${count}`,
    notFound: 'لا نتائج',
    zoomOut: 'تصغير',
    zoomReset: 'الحجم الفعلي',
    zoomIn: 'تكبير',
    print: 'طباعة',
    browser: 'فتح في متصفحي',
    close: 'إغلاق',
    save: 'حفظ',
    cancel: 'إلغاء',
    saved: (name) => `حُفظ ${name}.`,
    notSaved: (name) => `تعذّر حفظ ${name}.`,
    failed: 'تعذّر تحميل هذه الصفحة.',
    untrusted: (code) => `الاتصال بهذه الصفحة غير آمن (${code}).`,
    crashed: 'توقفت هذه الصفحة. أعد تحميلها للمتابعة.',
    refused: (address) => `لا يُفتح «${address}» في هذه النافذة؛ تابع عبر «فتح في متصفحي».`,
    refusedHere: (address) => `لا يُفتح «${address}» في هذه النافذة.`,
  },
};
