// Arabic for en/personal.ts.
import type { AppChangeKind } from '../../ipc/types';
import { pluralOfSix as plural } from '../count';
import type { preferences as english } from '../en/preferences';
import { apps } from './list';

const descriptions: Record<AppChangeKind, (about: { was: string | null; when: string | null }) => string> = {
  added: () => 'خُصِّص لك',
  removed: () => 'لم يعد مخصصًا لك',
  renamed: ({ was }) => (was ? `كان اسمه ${was}` : 'تغيّر اسمه'),
  changed: () => 'يُفتح بطريقة مختلفة عن السابق',
  ending: ({ when }) => (when ? `ينتهي الوصول ${when}` : 'ينتهي الوصول قريبًا'),
  ended: () => 'انتهى الوصول',
};

const notificationLines: Record<AppChangeKind, (names: string) => string> = {
  added: (names) => `جديد: ${names}`,
  removed: (names) => `لم تعد لك: ${names}`,
  renamed: (names) => `تغيّر الاسم: ${names}`,
  changed: (names) => `تغيير: ${names}`,
  ending: (names) => `ينتهي الوصول قريبًا: ${names}`,
  ended: (names) => `انتهى الوصول: ${names}`,
};

export const preferences: typeof english = {
  groups: {
    favorites: 'المفضلة',
    recent: 'المستخدمة مؤخرًا',
    newApps: 'جديد لك',
    shared: 'مشتركة معي',
    attention: 'تحتاج انتباهك',
    hidden: 'المخفية',
    markSeen: 'وضع علامة تمت المشاهدة',
    noFavorites: 'ضع نجمة على تطبيق ليبقى هنا.',
    tag: (name) => `الوسم: ${name}`,
    folder: (name) => `المجلد: ${name}`,
    showing: (title, n) => `${title}، ${apps(n)}`,
  },
  tile: {
    newBadge: 'جديد',
    newDescription: 'جديد لك',
    endsWhen: (when) => `ينتهي ${when}`,
    favorite: (name) => `مفضل: ${name}`,
    actions: (name) => `إجراءات ${name}`,
  },
  actions: {
    open: 'فتح',
    details: 'التفاصيل',
    addFavorite: 'إضافة إلى المفضلة',
    removeFavorite: 'إزالة من المفضلة',
    moveFirst: 'نقل إلى المكان الأول',
    moveEarlier: 'تقديم',
    moveLater: 'تأخير',
    copyLink: 'نسخ الرابط',
    hide: 'إخفاء',
    show: 'إظهار مجددًا',
    favoriteAdded: (name) => `أُضيف ${name} إلى المفضلة`,
    favoriteRemoved: (name) => `أُزيل ${name} من المفضلة`,
    appHidden: (name) => `أُخفي ${name}`,
    appShown: (name) => `يظهر ${name} مجددًا`,
    newMarkedSeen: 'لم يعد شيء معلّمًا كجديد',
    moved: (name, place, of) => `${name}، ${place} من ${of}`,
  },
  activityFeed: {
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
    unreadMark: 'غير مقروء',
    close: 'إغلاق',
    descriptions,
    notificationLines,
    notificationTitle: 'تغيّرت تطبيقاتك',
    moreNames: (n) =>
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
