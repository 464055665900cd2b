// Scenes about launches: targets, rules, waiting, credentials, deep links.
import type { FreshnessView, LaunchView, OpenRule } from '../../src/lib/ipc/types';
import { browserTarget } from '../../src/lib/launch-target';
import { companyApps } from './apps';
import {
  defaultSettings,
  launch,
  manyTargets,
  problem,
  signedOut,
  signingIn,
  emptyCredentialsPrompt,
  user,
} from './views';
import type { Scene, SceneName } from './scene';

function promptingLaunch(overrides: Partial<LaunchView> = {}): LaunchView {
  return {
    ...launch('Time Sheets', 'promptingCredentials'),
    credentialsPrompt: emptyCredentialsPrompt,
    ...overrides,
  };
}

function openRules(): OpenRule[] {
  const key = companyApps().apps.find(({ name }) => name === 'Salesforce')?.key ?? null;
  return [
    { app: key, category: null, target: browserTarget('firefox', 'work') },
    { app: null, category: 'Finance', target: { kind: 'window' } },
    { app: 'gone', category: null, target: browserTarget('vivaldi', null, true) },
  ];
}

/** `null` if the scene is not one of these. */
export function launchScene(name: SceneName, freshness: FreshnessView): Partial<Scene> | null {
  const settings = defaultSettings();
  const cached = { ...freshness, isCached: true };
  switch (name) {
    case 'ask-target':
      return { settings: { ...settings, opensIn: { value: null, managed: false } } };
    case 'ask-target-browser':
      return {
        settings: {
          ...settings,
          opensIn: { value: null, managed: false },
          signIn: { value: 'browser', managed: false },
        },
      };
    case 'open-with-many':
    case 'open-with-found':
    case 'open-with-none':
      return { targets: manyTargets };
    case 'open-with-fixed':
      return {
        settings: { ...settings, policyRules: [{ app: null, category: null, target: { kind: 'window' } }] },
      };
    case 'rules':
    case 'rules-add':
      return {
        settings: {
          ...settings,
          opensIn: { value: browserTarget('chromium'), managed: false },
          openRules: openRules(),
          menuEntries: { value: true, managed: false },
        },
      };
    case 'rules-fixed':
      return {
        settings: {
          ...settings,
          policyRules: [{ app: null, category: 'Finance', target: { kind: 'window' } }],
          openRules: openRules().slice(0, 1),
          autostart: { value: true, managed: true },
        },
      };
    case 'waiting-sign-in':
      return {
        freshness: cached,
        session: { ...signingIn('page'), user },
        launch: launch('Salesforce', 'waiting'),
      };
    case 'waiting-network':
      return {
        freshness: { ...cached, problem: problem('E-NET-OFFLINE') },
        launch: { ...launch('Salesforce', 'waiting'), waitReason: 'network' },
      };
    case 'canceled':
      return { launch: launch('Salesforce', 'canceled') };
    case 'target-gone':
      return {
        launch: {
          ...launch('Salesforce', 'failed', problem('E-LAUNCH-PLACE', { reason: 'vivaldi' })),
          target: browserTarget('vivaldi'),
        },
      };
    case 'credentials':
      return { launch: promptingLaunch() };
    case 'credentials-fixed':
      return {
        launch: promptingLaunch({
          credentialsPrompt: { username: user.name, usernameIsFixed: true, saving: false },
        }),
      };
    case 'credentials-problem':
      return {
        launch: promptingLaunch({
          credentialsPrompt: { username: 'user.17', usernameIsFixed: false, saving: false },
          problem: problem('E-API-FAILED', { serverMessage: 'The password could not be stored.' }),
        }),
      };
    case 'credentials-saving':
      return {
        launch: promptingLaunch({
          credentialsPrompt: { username: 'user.17', usernameIsFixed: false, saving: true },
        }),
      };
    case 'credentials-signed-out':
      return {
        session: { ...signedOut, user },
        launch: promptingLaunch({ problem: problem('E-SESSION-ENDED') }),
      };
    case 'credentials-signed-in':
      return { launch: promptingLaunch({ problem: problem('E-SESSION-ENDED') }) };
    case 'link':
      return { linkPrompt: { pending: { key: 'app-1', name: 'Salesforce', program: null } } };
    case 'link-program':
      return { linkPrompt: { pending: { key: 'app-1', name: 'Salesforce', program: 'Thunderbird' } } };
    case 'search-request':
      return { searchRequest: { query: 'con', sequence: 1 } };
    default:
      return null;
  }
}
