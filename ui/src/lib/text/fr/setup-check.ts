// French for en/check.ts. Names in the Admin Portal stay as they stand there.
import type { CheckExpectation, CheckStep, Verdict } from '../../ipc/types';
import type { setupCheck as english } from '../en/setup-check';

type Value = keyof CheckExpectation;

const verdicts: Record<Verdict | 'running' | 'waiting', string> = {
  passed: 'Correct',
  failed: 'Échec',
  unproven: 'Non prouvé',
  skipped: 'Ignoré',
  running: 'Vérification…',
  waiting: 'En attente',
};

const steps: Record<CheckStep, { title: string; remedy: string; values: Value[] }> = {
  reachable: {
    title: 'Le serveur est joignable',
    remedy:
      'Vérifiez que l’adresse est correcte, et que le réseau, le proxy et le pare-feu de cet ordinateur la laissent passer.',
    values: [],
  },
  tenant: {
    title: 'C’est un portail d’entreprise',
    remedy: 'Vérifiez l’adresse de l’entreprise : autre chose y répond.',
    values: [],
  },
  app: {
    title: 'L’application de Portico y existe',
    remedy:
      'Dans l’Admin Portal, ajoutez l’application web OAuth2 Client (Apps, Add Web Apps, Custom) et saisissez cet Application ID.',
    values: ['appId'],
  },
  redirect: {
    title: 'Il connaît la redirection',
    remedy: 'Dans les paramètres de l’application, ajoutez cette ligne à Redirects, caractère par caractère.',
    values: ['redirectUri'],
  },
  client: {
    title: 'Il accepte Portico comme client',
    remedy:
      'Dans les paramètres de l’application, réglez Client ID Type sur Anything, ou sur Confidential avec ce Client ID. Le secret est alors aussi nécessaire.',
    values: ['clientId'],
  },
  flow: {
    title: 'La connexion par code est activée',
    remedy: 'Sur la page Tokens de l’application, cochez Auth Code sous Auth methods.',
    values: [],
  },
  scope: {
    title: 'Il connaît le scope',
    remedy: 'Sur la page Scope de l’application, ajoutez un scope de ce nom.',
    values: ['scope'],
  },
  rest: {
    title: 'Le scope donne accès à la liste des applications',
    remedy:
      'Sur la page Scope de l’application, ajoutez /UPRest/.* sur une ligne à part dans les REST regexes de ce scope.',
    values: ['scope'],
  },
  role: {
    title: 'Vous pouvez l’utiliser',
    remedy: 'Sur la page User Access de l’application, cochez un rôle que possède cette personne.',
    values: [],
  },
};

export const setupCheck: typeof english = {
  title: 'Vérifier ce locataire',
  openCheck: 'Vérifier ce locataire',
  running: 'Vérification…',
  allPassed: 'Tout est configuré.',
  unproven: 'Rien ne s’y oppose. Ce qui n’est pas prouvé se verra à la connexion.',
  failed: 'Un point doit être modifié. Votre administrateur peut le faire.',
  remedy: 'Ce qu’il faut modifier',
  verdicts,
  steps,
  values: {
    appId: 'Application ID',
    clientId: 'Client ID',
    redirectUri: 'Redirect',
    scope: 'Scope',
  },
  copy: 'Copier',
  copyValue: (what) => `Copier : ${what}`,
  copied: 'Copié',
  copyFailed: 'La copie a échoué. Sélectionnez le texte ici :',
  report: 'Copier le rapport',
  reportTitle: (host, when) => `Vérification : ${host}, ${when}`,
  expected: 'Valeurs attendues',
  rerun: 'Vérifier à nouveau',
  done: 'Terminé',
};
