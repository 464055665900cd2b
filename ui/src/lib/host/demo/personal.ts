// What somebody made of the demo company's list after some weeks, and what the tenant says about each app.
import type {
  AppsView,
  AppView,
  CollectionView,
  DetailsView,
  NewsKind,
  NewsView,
  PersonalView,
} from '../../ipc/types';
import { assemble, companyApps, type Row } from './apps';
import { tenant, user } from './company';

const hour = 3_600_000;
const day = 24 * hour;

export const untouched: PersonalView = {
  favourites: [],
  recent: [],
  fresh: [],
  hidden: [],
  feed: [],
  unread: 0,
  problem: null,
};

const shared: readonly Row[] = [
  ['Customer Onboarding', 'Checklists for new customers', 'shared'],
  ['Budget Draft', 'Next year’s plan', 'shared'],
];
const attention: readonly Row[] = [
  ['Board Papers', 'Minutes and decisions', 'shareEnded'],
  ['Supplier Archive', 'Contracts before 2019', 'extension'],
];

/** The company's apps with all kinds of sections, tags and folders. */
export function livedIn(): AppsView {
  const company = companyApps();
  const gone = new Set([...shared, ...attention].map(([name]) => name));
  const keep = company.sections.map((section): [string | null, Row[]] => [
    section.name,
    section.apps.flatMap((index): Row[] => {
      const app = company.apps[index];
      if (!app || gone.has(app.name)) return [];
      return [
        app.restriction
          ? [app.name, app.description ?? '', app.restriction]
          : [app.name, app.description ?? ''],
      ];
    }),
  ]);
  const view = assemble([...keep, [null, shared], [null, attention]]);
  view.sections.slice(-2).forEach((section, index) => (section.kind = index === 0 ? 'shared' : 'attention'));
  const end = (name: string, in_: number) => {
    const app = view.apps.find((one) => one.name === name);
    if (app) app.endsAt = Date.now() + in_;
  };
  end('Customer Onboarding', 3 * day);
  end('Budget Draft', 40 * day);
  end('Board Papers', -2 * day);
  const collection = (kind: CollectionView['kind'], name: string, ...names: string[]): CollectionView => ({
    kind,
    name,
    apps: names.flatMap((one) => {
      const at = view.apps.findIndex((app) => app.name === one);
      return at < 0 ? [] : [at];
    }),
  });
  view.collections = [
    collection('tag', 'Every Monday', 'Jira', 'Grafana', 'Time Sheets'),
    collection('tag', 'On call', 'PagerDuty', 'AWS Production', 'Sentry', 'Status Page'),
    collection('folder', 'Design', 'Figma', 'Brand Library'),
    collection('folder', 'Year end', 'SAP Finance', 'Tax Calendar'),
  ];
  return view;
}

const key = ({ apps }: AppsView, name: string) => apps.find((app) => app.name === name)?.key ?? name;

export function settledIn(view: AppsView): PersonalView {
  const keys = (...names: string[]) => names.map((name) => key(view, name));
  const news = (kind: NewsKind, name: string, ago: number, more: Partial<NewsView> = {}): NewsView => ({
    kind,
    key: key(view, name),
    name,
    at: Date.now() - ago,
    was: null,
    until: null,
    ...more,
  });
  return {
    favourites: keys('Salesforce', 'Jira', 'Outlook', 'GitHub Enterprise', 'AWS Production'),
    recent: keys('Workday', 'Expense Portal (EMEA)', 'Confluence', 'Zoom', 'AWS Production'),
    fresh: keys('Greenhouse', 'Budget Draft'),
    hidden: keys('Car Park', 'Canteen Menu', 'Safety Training'),
    feed: [
      news('added', 'Greenhouse', 2 * hour),
      news('added', 'Budget Draft', 2 * hour),
      news('ending', 'Customer Onboarding', 20 * hour, { until: Date.now() + 3 * day }),
      news('ended', 'Board Papers', 2 * day, { until: Date.now() - 2 * day }),
      news('renamed', 'Tableau', 6 * day, { was: 'Sales Figures (old)' }),
      news('changed', 'AWS Production', 9 * day),
      news('removed', 'Quarterly Poll', 12 * day),
    ],
    unread: 3,
    problem: null,
  };
}

/** The details of an app, as a tenant would tell them. */
export function detailsOf(view: AppsView, app: AppView): DetailsView {
  const index = view.apps.indexOf(app);
  const within = (kind: CollectionView['kind']) =>
    view.collections.filter((one) => one.kind === kind && one.apps.includes(index)).map(({ name }) => name);
  const isShared = app.restriction === 'shared' || app.restriction === 'shareEnded';
  const slug = app.name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const password = app.restriction === 'needsPassword' || app.restriction === 'extension';
  return {
    key: app.key,
    name: app.name,
    description: app.description,
    category: app.category,
    tags: within('tag'),
    folders: within('folder'),
    kind: password ? 'password' : app.restriction === 'notWeb' ? 'desktop' : 'saml',
    kindName: password ? 'Web - User Password' : 'Web - SAML',
    template: `${app.name} (Acme)`,
    host: app.restriction === 'notWeb' ? null : `${slug}.${tenant.host}`,
    userName: user.name,
    parent: app.name === 'AWS Sandbox' ? 'AWS Production' : null,
    origin: isShared ? 'shared' : 'assigned',
    sharedBy: isShared ? 'sam@acme.test' : null,
    endsAt: app.endsAt,
    registration: app.name === 'Time Sheets' ? 'Write to payroll@acme.test and ask for an account.' : null,
    restrictions:
      app.name === 'AWS Production'
        ? ['extraCheck', 'certificate']
        : app.restriction
          ? [app.restriction]
          : [],
    opensIn: app.name === 'AWS Production' ? 'browser:firefox:profile=work' : 'browser',
    opened: app.name === 'AWS Production' ? 14 : 0,
    lastOpened: app.name === 'AWS Production' ? Date.now() - 26 * hour : null,
  };
}
