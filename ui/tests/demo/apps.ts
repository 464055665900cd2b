// The apps of a fictional company, for the demo host.
import type { AppView, AppsView, Restriction, SectionView } from '../../src/lib/ipc/types';

/** Name, description and restriction, if any. */
export type Row = readonly [name: string, description: string, restriction?: Restriction];

const company: Record<string, readonly Row[]> = {
  Communication: [
    ['Outlook', 'Mail and calendar'],
    ['Teams', 'Chat and meetings'],
    ['Slack', 'Channels for every team'],
    ['Zoom', 'Video meetings'],
    ['Company Directory', 'Who is who'],
    ['Announcements', 'News from the board'],
  ],
  Engineering: [
    ['GitHub Enterprise', 'Code and reviews'],
    ['Jira', 'Issues and plans'],
    ['Confluence', 'Notes and documents'],
    ['AWS Production', 'Console access for on-call engineers', 'extraCheck'],
    ['AWS Sandbox', 'Try things out'],
    ['Grafana', 'Dashboards'],
    ['PagerDuty', 'Who is on call'],
    ['Sentry', 'Errors in the field'],
    ['Cloud Infrastructure', 'Terraform plans and runs', 'companyNetwork'],
    ['Artifact Store', 'Packages and images'],
    ['Build Farm', 'Pipelines', 'companyNetwork'],
    ['Status Page', 'What customers see'],
    ['Load Tester', 'Installed on your computer', 'notWeb'],
  ],
  Finance: [
    ['Workday', 'Pay, leave, reviews'],
    ['SAP Concur', 'Expenses and travel'],
    ['SAP Finance', 'Ledger', 'extraCheck'],
    ['Expense Portal (EMEA)', 'Receipts outside the US'],
    ['Coupa', 'Purchase orders'],
    ['Treasury Workstation', 'Payments', 'certificate'],
    ['Invoice Archive', 'Ten years of paper', 'companyNetwork'],
    ['Tax Calendar', 'Deadlines by country'],
    ['DocuSign', 'Contracts to sign'],
  ],
  People: [
    ['Greenhouse', 'Hiring'],
    ['Lattice', 'Goals and feedback'],
    ['Benefits Portal', 'Health and pension'],
    ['Learning Hub', 'Courses'],
    ['Conference Rooms', 'Book a room'],
    ['Time Sheets', 'Hours and projects', 'needsPassword'],
    ['Safety Training', 'Once a year'],
  ],
  Sales: [
    ['Salesforce', 'Customers and deals'],
    ['HubSpot', 'Campaigns'],
    ['Gong', 'Recorded calls'],
    ['Customer Onboarding', 'Checklists for new customers', 'shared'],
    ['Price Book', 'Discounts and rules'],
    ['Partner Portal', 'For resellers'],
    ['Tableau', 'Sales figures'],
  ],
  Design: [
    ['Figma', 'Drawings and prototypes'],
    ['Lucid', 'Diagrams'],
    ['Brand Library', 'Logos and colours'],
    ['Photo Archive', 'Pictures we may use'],
    ['Miro', 'Whiteboards'],
  ],
};

const uncategorized: readonly Row[] = [
  ['Canteen Menu', 'What is for lunch'],
  ['Car Park', 'Spaces for today'],
  ['Print Anywhere', 'Send it, fetch it', 'companyNetwork'],
  ['Password Vault', 'Shared secrets of your team', 'extraCheck'],
  ['VPN Download', 'The client for your computer', 'notWeb'],
];

function initials(name: string): string {
  const words = name
    .replace(/[^\p{L}\p{N} ]/gu, '')
    .split(' ')
    .filter(Boolean);
  return words.length > 1
    ? `${words[0]?.[0] ?? ''}${words[1]?.[0] ?? ''}`.toUpperCase()
    : (name[0] ?? '?').toUpperCase();
}

function hueOf(name: string): number {
  let sum = 7;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return sum % 12;
}

function appView(
  key: string,
  [name, description, restriction]: Row,
  category: string | null,
  icons: boolean,
): AppView {
  return {
    key,
    name,
    description,
    category,
    icon: icons && hueOf(name) % 3 !== 0 ? `demo:${name}` : null,
    initials: initials(name),
    hue: hueOf(name),
    restriction: restriction ?? null,
    endsAt: null,
  };
}

export function buildApps(sections: [string | null, readonly Row[]][], icons = true): AppsView {
  const apps: AppView[] = [];
  const sectionViews: SectionView[] = [];
  for (const [category, rows] of sections) {
    const sorted = [...rows].sort((a, b) => a[0].localeCompare(b[0]));
    sectionViews.push({
      kind: category === null ? 'other' : 'category',
      name: category,
      apps: sorted.map((row) => apps.push(appView(`app-${apps.length}`, row, category, icons)) - 1),
    });
  }
  return { apps, sections: sectionViews, collections: [] };
}

export function companyApps(): AppsView {
  return buildApps([
    ...Object.entries(company).sort(([a], [b]) => a.localeCompare(b)),
    [null, uncategorized],
  ]);
}

/** Any number of apps, spread unevenly over 40 categories. */
export function manyApps(count: number): AppsView {
  const first = [
    'Project',
    'Client',
    'Archive',
    'Region',
    'Sandbox',
    'Partner',
    'Factory',
    'Branch',
    'Vendor',
    'Lab',
  ];
  const second = [
    'Atlas',
    'Beacon',
    'Cedar',
    'Delta',
    'Ember',
    'Fjord',
    'Garnet',
    'Harbor',
    'Indigo',
    'Juniper',
  ];
  const sections: [string, Row[]][] = Array.from({ length: 40 }, (_, index) => [
    `${second[index % 10] ?? ''} ${['North', 'South', 'East', 'West'][Math.floor(index / 10)] ?? ''}`,
    [],
  ]);
  for (let index = 0; index < count; index++) {
    const name = `${first[index % 10] ?? ''} ${second[Math.floor(index / 10) % 10] ?? ''} ${String(index).padStart(5, '0')}`;
    sections[(index * index) % 40]?.[1].push([name, `Record ${index}`]);
  }
  return buildApps(sections.filter(([, rows]) => rows.length > 0));
}

export function longNames(): AppsView {
  return buildApps(
    [
      [
        'Category whose name goes on for much longer than anybody would think sensible in a menu',
        [
          ['Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft', 'One word'],
          [
            'The quarterly reporting system for subsidiaries in Europe, the Middle East and Africa (legacy)',
            'Old',
            'companyNetwork',
          ],
          ['Überprüfungsverwaltung Süd-Ost', 'Umlauts', 'extraCheck'],
          ['人事管理システム・経費精算ポータル', '日本語', 'needsPassword'],
          ['نظام إدارة الموارد البشرية', 'العربية'],
          ['Ω', 'A single letter'],
          ['WWWWWWWWWWWWWWWWWWWW MMMMMMMMMMMMMMMMMMMM', 'Wide letters', 'shared'],
        ],
      ],
      [
        'Kurz',
        [
          ['A', ''],
          ['Bb', ''],
        ],
      ],
    ],
    false,
  );
}

/** Names that contain markup or scripts. All must be shown literally. */
export function hostileApps(): AppsView {
  return buildApps(
    [
      [
        '<b>Category</b> {{7*7}}',
        [
          ['<img src=x onerror="window.__hostile=1">', '<script>window.__hostile=2</script>'],
          ['"><svg onload=window.__hostile=3>', "'; DROP TABLE apps; --"],
          ['{@html "<i>x</i>"} ${window.__hostile=4}', 'javascript:window.__hostile=5'],
          ['&lt;not markup&gt; &amp; &#x41;', '&nbsp;'],
          ['\u202Egnp.exe\u202C', 'Turns around'],
          ['Z\u0351\u036B\u0343a\u0359\u0323l\u0334g\u0320o', 'Climbs'],
          ['__proto__', 'constructor'],
          ['a'.repeat(300), 'b'.repeat(600)],
        ],
      ],
      ['__proto__', [['toString', 'valueOf']]],
    ],
    false,
  );
}
