// Every word of the UI, in Japanese. A space stands between Japanese and Latin words, none beside brackets.
import { check } from './ja/check';
import { desktop } from './ja/desktop';
import { details } from './ja/details';
import { list } from './ja/list';
import { opening } from './ja/opening';
import { palette, search } from './ja/palette';
import { personal } from './ja/personal';
import { problems } from './ja/problems';
import { session } from './ja/session';
import { settings } from './ja/settings';
import { window } from './ja/window';
import type { Words } from './en';

export const ja: Words = {
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
      retry: '再試行',
      signIn: 'サインイン',
      changeTenant: 'アドレスを変更',
      copyLink: 'リンクをコピー',
      openInBrowser: 'ブラウザーで開く',
    },
    tellings: problems,
    said: (words) => `サーバーからの応答:「${words}」`,
    request: (id) => `要求 ${id}`,
    host: 'サーバー',
  },
};
