// The scenes in which the opening of an app is the subject: what it waits for, what has to be asked first, where
// apps open.
import type { FreshnessView, LaunchView, OpenRule } from '../../ipc/types';
import { companyApps } from './apps';
import {
  defaultSettings,
  launch,
  manyPlaces,
  problem,
  signedOut,
  signingIn,
  unknownCredentials,
  user,
} from './company';
import type { Scene, SceneName } from './scenes';

function asks(more: Partial<LaunchView> = {}): LaunchView {
  return { ...launch('Time Sheets', 'asking'), asks: unknownCredentials, ...more };
}

function rules(): OpenRule[] {
  const key = companyApps().apps.find(({ name }) => name === 'Salesforce')?.key ?? null;
  return [
    { app: key, category: null, place: 'browser:firefox:profile=work' },
    { app: null, category: 'Finance', place: 'window' },
    { app: 'gone', category: null, place: 'browser:vivaldi:private' },
  ];
}

/** `null`: the scene is about something else. */
export function openingScene(name: SceneName, fresh: FreshnessView): Partial<Scene> | null {
  const settings = defaultSettings();
  const copy = { ...fresh, fromCopy: true };
  switch (name) {
    case 'ask-place':
      return { settings: { ...settings, opensIn: { value: null, managed: false } } };
    case 'ask-place-browser':
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
      return { places: manyPlaces };
    case 'open-with-fixed':
      return { settings: { ...settings, fixedRules: [{ app: null, category: null, place: 'window' }] } };
    case 'rules':
    case 'rules-add':
      return {
        settings: {
          ...settings,
          opensIn: { value: 'browser:chromium', managed: false },
          openRules: rules(),
          menuEntries: { value: true, managed: false },
        },
      };
    case 'rules-fixed':
      return {
        settings: {
          ...settings,
          fixedRules: [{ app: null, category: 'Finance', place: 'window' }],
          openRules: rules().slice(0, 1),
          autostart: { value: true, managed: true },
        },
      };
    case 'waiting-sign-in':
      return {
        freshness: copy,
        session: { ...signingIn('page'), user },
        launch: launch('Salesforce', 'waiting'),
      };
    case 'waiting-network':
      return {
        freshness: { ...copy, problem: problem('E-NET-OFFLINE') },
        launch: { ...launch('Salesforce', 'waiting'), waitsFor: 'network' },
      };
    case 'cancelled':
      return { launch: launch('Salesforce', 'cancelled') };
    case 'place-gone':
      return {
        launch: {
          ...launch('Salesforce', 'failed', problem('E-LAUNCH-PLACE', { reason: 'vivaldi' })),
          place: 'browser:vivaldi',
        },
      };
    case 'credentials':
      return { launch: asks() };
    case 'credentials-fixed':
      return { launch: asks({ asks: { username: user.name, usernameIsFixed: true, saving: false } }) };
    case 'credentials-problem':
      return {
        launch: asks({
          asks: { username: 'user.17', usernameIsFixed: false, saving: false },
          problem: problem('E-API-FAILED', { said: 'The password could not be stored.' }),
        }),
      };
    case 'credentials-saving':
      return { launch: asks({ asks: { username: 'user.17', usernameIsFixed: false, saving: true } }) };
    case 'credentials-signed-out':
      return { session: { ...signedOut, user }, launch: asks({ problem: problem('E-SESSION-ENDED') }) };
    case 'credentials-signed-in':
      return { launch: asks({ problem: problem('E-SESSION-ENDED') }) };
    case 'link':
      return { link: { asked: { key: 'app-1', name: 'Salesforce', program: null } } };
    case 'link-program':
      return { link: { asked: { key: 'app-1', name: 'Salesforce', program: 'Thunderbird' } } };
    case 'sought':
      return { sought: { words: 'con', turn: 1 } };
    default:
      return null;
  }
}
