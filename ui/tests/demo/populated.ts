// The company's list after some weeks of use, and the details of each app.
import type {
  AppsView,
  AppView,
  CollectionView,
  DetailsView,
  AppChangeKind,
  AppChangeView,
  OpenRule,
  PreferencesView,
} from '../../src/lib/ipc/types';
import { buildApps, companyApps, type Row } from './apps';
import { browserTarget } from '../../src/lib/launch-target';
import { tenant, user } from './views';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export const emptyPreferences: PreferencesView = {
  favorites: [],
  recent: [],
  newApps: [],
  hidden: [],
  activityFeed: [],
  unreadChanges: 0,
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

/** The company's apps with every kind of section, tag and folder. */
export function populatedApps(): AppsView {
  const company = companyApps();
  const moved = new Set([...shared, ...attention].map(([name]) => name));
  const remaining = company.sections.map((section): [string | null, Row[]] => [
    section.name,
    section.apps.flatMap((index): Row[] => {
      const app = company.apps[index];
      if (!app || moved.has(app.name)) return [];
      return [
        app.restriction
          ? [app.name, app.description ?? '', app.restriction]
          : [app.name, app.description ?? ''],
      ];
    }),
  ]);
  const view = buildApps([...remaining, [null, shared], [null, attention]]);
  view.sections.slice(-2).forEach((section, index) => (section.kind = index === 0 ? 'shared' : 'attention'));
  const setEnd = (name: string, ms: number) => {
    const app = view.apps.find((one) => one.name === name);
    if (app) app.endsAt = Date.now() + ms;
  };
  setEnd('Customer Onboarding', 3 * dayMs);
  setEnd('Budget Draft', 40 * dayMs);
  setEnd('Board Papers', -2 * dayMs);
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

export function populatedPreferences(view: AppsView): PreferencesView {
  const keys = (...names: string[]) => names.map((name) => key(view, name));
  const change = (
    kind: AppChangeKind,
    name: string,
    ageMs: number,
    overrides: Partial<AppChangeView> = {},
  ): AppChangeView => ({
    kind,
    key: key(view, name),
    name,
    at: Date.now() - ageMs,
    was: null,
    until: null,
    ...overrides,
  });
  return {
    favorites: keys('Salesforce', 'Jira', 'Outlook', 'GitHub Enterprise', 'AWS Production'),
    recent: keys('Workday', 'Expense Portal (EMEA)', 'Confluence', 'Zoom', 'AWS Production'),
    newApps: keys('Greenhouse', 'Budget Draft'),
    hidden: keys('Car Park', 'Canteen Menu', 'Safety Training'),
    activityFeed: [
      change('added', 'Greenhouse', 2 * hourMs),
      change('added', 'Budget Draft', 2 * hourMs),
      change('ending', 'Customer Onboarding', 20 * hourMs, { until: Date.now() + 3 * dayMs }),
      change('ended', 'Board Papers', 2 * dayMs, { until: Date.now() - 2 * dayMs }),
      change('renamed', 'Tableau', 6 * dayMs, { was: 'Sales Figures (old)' }),
      change('changed', 'AWS Production', 9 * dayMs),
      change('removed', 'Quarterly Poll', 12 * dayMs),
    ],
    unreadChanges: 3,
    problem: null,
  };
}

export function populatedRules(view: AppsView): OpenRule[] {
  return [{ app: key(view, 'AWS Production'), category: null, target: browserTarget('firefox', 'work') }];
}

/** The details of an app as a tenant returns them. */
export function detailsOf(view: AppsView, app: AppView): DetailsView {
  const index = view.apps.indexOf(app);
  const collectionNames = (kind: CollectionView['kind']) =>
    view.collections.filter((one) => one.kind === kind && one.apps.includes(index)).map(({ name }) => name);
  const isShared = app.restriction === 'shared' || app.restriction === 'shareEnded';
  const slug = app.name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const password = app.restriction === 'needsPassword' || app.restriction === 'extension';
  return {
    key: app.key,
    name: app.name,
    description: app.description,
    category: app.category,
    tags: collectionNames('tag'),
    folders: collectionNames('folder'),
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
    openCount: app.name === 'AWS Production' ? 14 : 0,
    lastOpenedAt: app.name === 'AWS Production' ? Date.now() - 26 * hourMs : null,
  };
}
