// The Arabic messages of the UI.
import { setupCheck } from './ar/setup-check';
import { desktop } from './ar/desktop';
import { details } from './ar/details';
import { list } from './ar/list';
import { launches } from './ar/launch';
import { palette, search } from './ar/palette';
import { preferences } from './ar/preferences';
import { problems } from './ar/problems';
import { session } from './ar/session';
import { settings } from './ar/settings';
import { window } from './ar/app-window';
import type { Messages } from './en';

export const ar: Messages = {
  name: 'Portico',
  ...session,
  ...list,
  ...launches,
  search,
  palette,
  ...preferences,
  ...settings,
  ...window,
  desktop,
  details,
  setupCheck,
  problem: {
    remedies: {
      retry: 'إعادة المحاولة',
      signIn: 'تسجيل الدخول',
      changeTenant: 'تغيير العنوان',
      copyLink: 'نسخ الرابط',
      openInBrowser: 'فتح في متصفحك',
    },
    messages: problems,
    serverMessage: (words) => `ردّ الخادم: «${words}»`,
    transactionId: (id) => `الطلب ${id}`,
    host: 'الخادم',
  },
};
