// French for en/palette.ts.
import type { Restriction } from '../../ipc/types';
import { plural } from '../count';
import type * as english from '../en/palette';

export const restrictions: Record<Restriction, { label: string; description: string }> = {
  companyNetwork: {
    label: 'Réseau interne',
    description: 'S’ouvre uniquement sur le réseau de l’entreprise',
  },
  extraCheck: {
    label: 'Vérification',
    description: 'Demande une vérification supplémentaire avant de s’ouvrir',
  },
  needsPassword: {
    label: 'Mot de passe requis',
    description: 'Nécessite un mot de passe que vous n’avez pas encore enregistré',
  },
  certificate: { label: 'Certificat', description: 'Nécessite un certificat sur cet ordinateur' },
  shared: { label: 'Partagée', description: 'Partagée avec vous par un collègue' },
  shareEnded: { label: 'Accès terminé', description: 'La durée du partage avec vous est écoulée' },
  extension: {
    label: 'Extension requise',
    description: 'Nécessite l’extension de navigateur de l’entreprise',
  },
  notWeb: { label: 'Hors du web', description: 'Ne s’ouvre pas dans un navigateur' },
};

export const search: typeof english.search = {
  label: 'Rechercher une application',
  clear: 'Effacer la recherche',
  results: 'Meilleurs résultats',
  tally: (hits, all) => `${hits} sur ${all}`,
  matches: (n) =>
    plural(n, {
      one: `${n.text} application trouvée`,
      other: `${n.text} applications trouvées`,
    }),
  noMatches: (query) => `Aucune application ne correspond à « ${query} »`,
  noMatchesHint: 'Essayez avec moins de lettres, ou une autre partie du nom.',
  clearButton: 'Effacer',
  matchedElsewhere: 'trouvé dans ses étiquettes, son modèle ou son adresse',
};

export const keys: typeof english.keys = {
  Ctrl: 'Ctrl',
  Shift: 'Maj',
  Alt: 'Alt',
  Esc: 'Échap',
  Enter: 'Entrée',
  Tab: 'Tab',
  Space: 'Espace',
  Insert: 'Inser',
  Home: 'Origine',
  End: 'Fin',
  PgUp: 'Pg préc.',
  PgDn: 'Pg suiv.',
};

export const palette: typeof english.palette = {
  title: 'Trouver et ouvrir une application',
  defaultHeading: 'Favoris et applications les plus utilisées',
  favorite: 'Favori',
  empty: 'Aucune application ne vous est encore attribuée.',
  noMatchesHint: 'Entrée poursuit la recherche dans la fenêtre de Portico.',
  notReady: 'Connectez-vous ou déverrouillez d’abord Portico.',
  noAnswer: 'Portico n’a pas répondu. Appuyez sur Entrée pour redemander.',
  notOpened: (app) => `${app} ne s’est pas ouvert. La fenêtre de Portico dit pourquoi.`,
  windowFailed: 'La fenêtre de Portico n’a pas pu être affichée.',
  openWindow: 'Ouvrir Portico',
  keysOpen: 'ouvrir',
  keysClear: 'effacer',
  keysClose: 'fermer',
};
