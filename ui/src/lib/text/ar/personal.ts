// Arabic for en/personal.ts.
import type { NewsKind } from '../../ipc/types';
import { pluralOfSix as plural } from '../count';
import type { personal as english } from '../en/personal';
import { apps } from './list';

const happened: Record<NewsKind, (about: { was: string | null; when: string | null }) => string> = {
  added: () => 'خُصِّص لك',
  removed: () => 'لم يعد مخصصًا لك',
  renamed: ({ was }) => (was ? `كان اسمه ${was}` : 'تغيّر اسمه'),
  changed: () => 'يُفتح بطريقة مختلفة عن السابق',
  ending: ({ when }) => (when ? `ينتهي الوصول ${when}` : 'ينتهي الوصول قريبًا'),
  ended: () => 'انتهى الوصول',
};

const told: Record<NewsKind, (names: string) => string> = {
  added: (names) => `جديد: ${names}`,
  removed: (names) => `لم تعد لك: ${names}`,
  renamed: (names) => `تغيّر الاسم: ${names}`,
  changed: (names) => `تغيير: ${names}`,
  ending: (names) => `ينتهي الوصول قريبًا: ${names}`,
  ended: (names) => `انتهى الوصول: ${names}`,
};

export const personal: typeof english = {
  shelves: {
    favourites: 'المفضلة',
    recent: 'المستخدمة مؤخرًا',
    fresh: 'جديد لك',
    shared: 'مشتركة معي',
    attention: 'تحتاج انتباهك',
    hidden: 'المخفية',
    seeNew: 'وضع علامة تمت المشاهدة',
    noFavourites: 'ضع نجمة على تطبيق ليبقى هنا.',
    tag: (name) => `الوسم: ${name}`,
    folder: (name) => `المجلد: ${name}`,
    showing: (title, n) => `${title}، ${apps(n)}`,
  },
  tile: {
    fresh: 'جديد',
    freshMeaning: 'جديد لك',
    ends: (when) => `ينتهي ${when}`,
    favourite: (name) => `مفضل: ${name}`,
    actions: (name) => `إجراءات ${name}`,
  },
  actions: {
    open: 'فتح',
    details: 'التفاصيل',
    star: 'إضافة إلى المفضلة',
    unstar: 'إزالة من المفضلة',
    first: 'نقل إلى المكان الأول',
    earlier: 'تقديم',
    later: 'تأخير',
    copyLink: 'نسخ الرابط',
    hide: 'إخفاء',
    show: 'إظهار مجددًا',
    starred: (name) => `أُضيف ${name} إلى المفضلة`,
    unstarred: (name) => `أُزيل ${name} من المفضلة`,
    hidden: (name) => `أُخفي ${name}`,
    shown: (name) => `يظهر ${name} مجددًا`,
    seen: 'لم يعد شيء معلّمًا كجديد',
    moved: (name, place, of) => `${name}، ${place} من ${of}`,
  },
  news: {
    title: 'ما الجديد',
    open: 'ما الجديد',
    unread: (n) =>
      plural(n, {
        zero: 'لا جديد غير مقروء',
        one: 'واحد غير مقروء',
        two: 'اثنان غير مقروءين',
        few: `${n.text} غير مقروءة`,
        many: `${n.text} غير مقروء`,
        other: `${n.text} غير مقروء`,
      }),
    empty: 'لم يتغير شيء منذ قائمتك الأولى.',
    emptyHint: 'عندما تمنحك شركتك تطبيقًا أو تغيّره أو تسحبه، يظهر ذلك هنا.',
    isNew: 'غير مقروء',
    close: 'إغلاق',
    happened,
    told,
    changed: 'تغيّرت تطبيقاتك',
    more: (n) =>
      plural(n, {
        zero: 'لا غيرها',
        one: 'واحد آخر',
        two: 'اثنان آخران',
        few: `${n.text} أخرى`,
        many: `${n.text} غيرها`,
        other: `${n.text} غيرها`,
      }),
  },
};
