// Every word of the UI, in Arabic.
import { check } from './ar/check';
import { desktop } from './ar/desktop';
import { details } from './ar/details';
import { list } from './ar/list';
import { opening } from './ar/opening';
import { palette, search } from './ar/palette';
import { personal } from './ar/personal';
import { problems } from './ar/problems';
import { session } from './ar/session';
import { settings } from './ar/settings';
import { window } from './ar/window';
import type { Words } from './en';

export const ar: Words = {
  name: 'Portico',
  ...session,
  ...list,
  ...opening,
  search,
  palette,
  ...personal,
  ...settings,
  ...window,
  desktop,
  details,
  check,
  problem: {
    remedies: {
      retry: 'إعادة المحاولة',
      signIn: 'تسجيل الدخول',
      changeTenant: 'تغيير العنوان',
      copyLink: 'نسخ الرابط',
      openInBrowser: 'فتح في متصفحك',
    },
    tellings: problems,
    said: (words) => `ردّ الخادم: «${words}»`,
    request: (id) => `الطلب ${id}`,
    host: 'الخادم',
  },
};
