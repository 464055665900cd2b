// Every word of the UI, in Arabic.
import { check } from './ar/check';
import { details } from './ar/details';
import { list } from './ar/list';
import { personal } from './ar/personal';
import { problems } from './ar/problems';
import { session } from './ar/session';
import { settings } from './ar/settings';
import type { Words } from './en';

export const ar: Words = {
  name: 'Portico',
  ...session,
  ...list,
  ...personal,
  ...settings,
  details,
  check,
  problem: {
    remedies: {
      retry: 'إعادة المحاولة',
      signIn: 'تسجيل الدخول',
      changeTenant: 'تغيير العنوان',
      copyLink: 'نسخ الرابط',
    },
    tellings: problems,
    said: (words) => `ردّ الخادم: «${words}»`,
    request: (id) => `الطلب ${id}`,
    host: 'الخادم',
  },
};
