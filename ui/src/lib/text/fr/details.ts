// French for en/details.ts.
import type { AppKind, Origin, Restriction } from '../../ipc/types';
import type { details as english, RestrictionArgs } from '../en/details';

const kinds: Record<AppKind, string> = {
  saml: 'Vous connecte automatiquement (SAML)',
  oAuth: 'Vous connecte automatiquement (OpenID Connect)',
  bookmark: 'Un lien ; vous devrez peut-être vous y connecter',
  password: 'Vous connecte avec un mot de passe enregistré',
  desktop: 'Une application de bureau',
  mobile: 'Une application pour téléphone',
  account: 'Un compte à privilèges',
  other: 'Une application web',
};

const until = (day: string | null) => (day ? ` jusqu’au ${day}` : '');

const origins: Record<Origin, (about: RestrictionArgs) => string> = {
  assigned: () => 'Attribuée par votre entreprise',
  optional: () => 'Proposée par votre entreprise et choisie par vous',
  personal: () => 'Ajoutée par vous-même',
  shared: (about) => `Partagée par ${about.sharedBy ?? 'un collègue'}${until(about.date)}`,
};

const restrictions: Record<Restriction, (about: RestrictionArgs) => string> = {
  companyNetwork: () =>
    'Elle s’ouvre uniquement sur le réseau de l’entreprise. Connectez-vous-y, au bureau ou par le VPN, puis ouvrez-la.',
  extraCheck: () =>
    'Votre entreprise demande une vérification supplémentaire, comme un code ou votre téléphone. Elle apparaît à l’ouverture ; tenez-vous prêt.',
  needsPassword: () =>
    'Elle utilise un mot de passe, et aucun des vôtres n’est encore enregistré. Ouvrez-la, et Portico vous le demande une fois ; votre entreprise le conserve.',
  certificate: () =>
    'Elle demande un certificat que votre entreprise installe sur ses ordinateurs. Votre navigateur peut le présenter, pas une fenêtre Portico.',
  shared: (about) =>
    `Elle est partagée avec vous par ${about.sharedBy ?? 'un collègue'}${until(about.date)}. Demandez-lui si vous en avez besoin plus longtemps.`,
  shareEnded: (about) =>
    `Elle était partagée avec vous par ${about.sharedBy ?? 'un collègue'}${until(about.date)}. Cette durée est écoulée ; demandez-lui de la partager à nouveau.`,
  extension: () =>
    'Elle nécessite l’extension de navigateur du portail de l’entreprise, qui saisit votre mot de passe. Ouvrez-la dans le navigateur qui a cette extension.',
  notWeb: () =>
    'Elle ne fonctionne pas dans un navigateur. Cherchez-la parmi les programmes de votre ordinateur ou de votre téléphone, ou adressez-vous à votre service informatique.',
};

export const details: typeof english = {
  title: 'Détails de l’application',
  close: 'Fermer les détails',
  back: 'Retour à la liste',
  openNow: 'L’ouvrir maintenant',
  open: 'Ouvrir',
  beforeOpening: 'Avant de l’ouvrir',
  blockedTitle: 'Pourquoi ne puis-je pas l’ouvrir ?',
  restrictions,
  copyMessageTo: (who) => `Copier un message pour ${who}`,
  copyMessage: 'Copier un message',
  extendMessage: (app, day) =>
    day
      ? `Bonjour, pourriez-vous partager « ${app} » avec moi plus longtemps ? Mon accès se termine le ${day}.`
      : `Bonjour, pourriez-vous partager à nouveau « ${app} » avec moi ?`,
  endedMessage: (app, day) =>
    `Bonjour, pourriez-vous partager à nouveau « ${app} » avec moi ? Mon accès est terminé${day ? ` depuis le ${day}` : ''}.`,
  facts: {
    kind: 'Type',
    template: 'Modèle',
    category: 'Catégorie',
    tags: 'Étiquettes',
    folders: 'Dossiers',
    host: 'Adresse',
    userName: 'Nom d’utilisateur',
    origin: 'Origine',
    ends: 'Fin d’accès',
    ended: 'Accès terminé',
    parent: 'Liée à',
    opensIn: 'S’ouvre dans',
    openCount: 'Ouverte',
    lastOpenedAt: 'Dernière ouverture',
  },
  registration: 'Comment obtenir un compte',
  kinds,
  origins,
  openedTimes: (n) => `${n.text} fois`,
  never: 'Pas encore d’ici',
  loading: 'Récupération des informations…',
  removed: 'Cette application n’est plus dans votre liste.',
  removedHint: 'Votre entreprise l’a peut-être retirée ou déplacée.',
};
