// German for en/check.ts. Names in the Admin Portal stay as they stand there.
import type { CheckExpectation, CheckStep, Verdict } from '../../ipc/types';
import type { setupCheck as english } from '../en/setup-check';

type Value = keyof CheckExpectation;

const verdicts: Record<Verdict | 'running' | 'waiting', string> = {
  passed: 'In Ordnung',
  failed: 'Fehlgeschlagen',
  unproven: 'Nicht belegt',
  skipped: 'Übersprungen',
  running: 'Wird geprüft…',
  waiting: 'Wartet',
};

const steps: Record<CheckStep, { title: string; remedy: string; values: Value[] }> = {
  reachable: {
    title: 'Der Server ist erreichbar',
    remedy:
      'Prüfen Sie, ob die Adresse stimmt und ob Netzwerk, Proxy und Firewall dieses Computers sie durchlassen.',
    values: [],
  },
  tenant: {
    title: 'Es ist ein Unternehmensportal',
    remedy: 'Prüfen Sie die Adresse des Unternehmens: Dort antwortet etwas anderes.',
    values: [],
  },
  app: {
    title: 'Die App von Portico gibt es dort',
    remedy:
      'Fügen Sie im Admin Portal die Web-App OAuth2 Client hinzu (Apps, Add Web Apps, Custom) und geben Sie diese Application ID ein.',
    values: ['appId'],
  },
  redirect: {
    title: 'Er kennt die Weiterleitung',
    remedy: 'Fügen Sie in den Einstellungen der App unter Redirects diese Zeile hinzu, Zeichen für Zeichen.',
    values: ['redirectUri'],
  },
  client: {
    title: 'Er akzeptiert Portico als Client',
    remedy:
      'Setzen Sie in den Einstellungen der App Client ID Type auf Anything, oder auf Confidential mit dieser Client ID. Dann wird auch der geheime Clientschlüssel benötigt.',
    values: ['clientId'],
  },
  flow: {
    title: 'Die Anmeldung mit Code ist eingeschaltet',
    remedy: 'Aktivieren Sie auf der Seite Tokens der App unter Auth methods die Option Auth Code.',
    values: [],
  },
  scope: {
    title: 'Er kennt den Scope',
    remedy: 'Fügen Sie auf der Seite Scope der App einen Scope mit diesem Namen hinzu.',
    values: ['scope'],
  },
  rest: {
    title: 'Der Scope gibt die App-Liste frei',
    remedy:
      'Tragen Sie auf der Seite Scope der App bei den REST regexes dieses Scopes /UPRest/.* in einer eigenen Zeile ein.',
    values: ['scope'],
  },
  role: {
    title: 'Sie dürfen sie verwenden',
    remedy: 'Aktivieren Sie auf der Seite User Access der App eine Rolle, die diese Person hat.',
    values: [],
  },
};

export const setupCheck: typeof english = {
  title: 'Mandanten prüfen',
  openCheck: 'Diesen Mandanten prüfen',
  running: 'Wird geprüft…',
  allPassed: 'Alles ist eingerichtet.',
  unproven: 'Nichts spricht dagegen. Was nicht belegt ist, zeigt sich bei der Anmeldung.',
  failed: 'Etwas muss geändert werden. Ihre Administration kann das tun.',
  remedy: 'Was zu ändern ist',
  verdicts,
  steps,
  values: {
    appId: 'Application ID',
    clientId: 'Client ID',
    redirectUri: 'Redirect',
    scope: 'Scope',
  },
  copy: 'Kopieren',
  copyValue: (what) => `Kopieren: ${what}`,
  copied: 'Kopiert',
  copyFailed: 'Kopieren nicht möglich. Hier können Sie es markieren:',
  report: 'Bericht kopieren',
  reportTitle: (host, when) => `Prüfung: ${host}, ${when}`,
  expected: 'Erwartete Werte',
  rerun: 'Erneut prüfen',
  done: 'Fertig',
};
