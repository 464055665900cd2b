// Japanese for en/check.ts. Names in the Admin Portal stay as they stand there.
import type { CheckExpectation, CheckStep, Verdict } from '../../ipc/types';
import type { setupCheck as english } from '../en/setup-check';

type Value = keyof CheckExpectation;

const verdicts: Record<Verdict | 'running' | 'waiting', string> = {
  passed: '問題なし',
  failed: '失敗',
  unproven: '未確認',
  skipped: 'スキップ',
  running: '確認中…',
  waiting: '待機中',
};

const steps: Record<CheckStep, { title: string; remedy: string; values: Value[] }> = {
  reachable: {
    title: 'サーバーに接続できる',
    remedy:
      'アドレスが正しいこと、このコンピューターのネットワーク、プロキシ、ファイアウォールで許可されていることを確認してください。',
    values: [],
  },
  tenant: {
    title: '会社のポータルである',
    remedy: '会社のアドレスを確認してください。別のものが応答しています。',
    values: [],
  },
  app: {
    title: 'Portico 用のアプリがある',
    remedy:
      'Admin Portal で Web アプリ OAuth2 Client を追加し (Apps、Add Web Apps、Custom)、この Application ID を入力してください。',
    values: ['appId'],
  },
  redirect: {
    title: 'リダイレクト先が登録されている',
    remedy: 'アプリの設定の Redirects に、この行を一字一句そのまま追加してください。',
    values: ['redirectUri'],
  },
  client: {
    title: 'Portico をクライアントとして受け入れる',
    remedy:
      'アプリの設定で Client ID Type を Anything にするか、Confidential にしてこの Client ID を入力してください。後者の場合はシークレットも必要です。',
    values: ['clientId'],
  },
  flow: {
    title: 'コードによるサインインが有効である',
    remedy: 'アプリの Tokens ページで、Auth methods の Auth Code をオンにしてください。',
    values: [],
  },
  scope: {
    title: 'スコープが登録されている',
    remedy: 'アプリの Scope ページで、この名前のスコープを追加してください。',
    values: ['scope'],
  },
  rest: {
    title: 'スコープでアプリ一覧を取得できる',
    remedy:
      'アプリの Scope ページで、このスコープの REST regexes に /UPRest/.* を単独の行で入力してください。',
    values: ['scope'],
  },
  role: {
    title: 'あなたが使用できる',
    remedy: 'アプリの User Access ページで、このユーザーが持つロールをオンにしてください。',
    values: [],
  },
};

export const setupCheck: typeof english = {
  title: 'このテナントを確認',
  openCheck: 'このテナントを確認',
  running: '確認中…',
  allPassed: 'すべて設定されています。',
  unproven: '問題は見つかりませんでした。未確認の項目はサインイン時にわかります。',
  failed: '変更が必要な項目が 1 つあります。管理者が変更できます。',
  remedy: '変更する内容',
  verdicts,
  steps,
  values: {
    appId: 'Application ID',
    clientId: 'Client ID',
    redirectUri: 'Redirect',
    scope: 'Scope',
  },
  copy: 'コピー',
  copyValue: (what) => `コピー: ${what}`,
  copied: 'コピーしました',
  copyFailed: 'コピーできませんでした。ここで選択してください:',
  report: 'レポートをコピー',
  reportTitle: (host, when) => `${host} の確認、${when}`,
  expected: '必要な値',
  rerun: 'もう一度確認',
  done: '完了',
};
