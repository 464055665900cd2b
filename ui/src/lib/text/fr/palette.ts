// French for en/palette.ts.
import type { Restriction } from '../../ipc/types';
import { plural } from '../count';
import type * as english from '../en/palette';

export const restrictions: Record<Restriction, { word: string; meaning: string }> = {
  companyNetwork: {
    word: 'Réseau interne',
    meaning: 'S’ouvre uniquement sur le réseau de l’entreprise',
  },
  extraCheck: {
    word: 'Vérification',
    meaning: 'Demande une vérification supplémentaire avant de s’ouvrir',
  },
  needsPassword: {
    word: 'Mot de passe requis',
    meaning: 'Nécessite un mot de passe que vous n’avez pas encore enregistré',
  },
  certificate: { word: 'Certificat', meaning: 'Nécessite un certificat sur cet ordinateur' },
  shared: { word: 'Partagée', meaning: 'Partagée avec vous par un collègue' },
  shareEnded: { word: 'Accès terminé', meaning: 'La durée du partage avec vous est écoulée' },
  extension: { word: 'Extension requise', meaning: 'Nécessite l’extension de navigateur de l’entreprise' },
  notWeb: { word: 'Hors du web', meaning: 'Ne s’ouvre pas dans un navigateur' },
};

export const search: typeof english.search = {
  label: 'Rechercher une application',
  clear: 'Effacer la recherche',
  results: 'Meilleurs résultats',
  tally: (hits, all) => `${hits} sur ${all}`,
  found: (n) =>
    plural(n, {
      one: `${n.text} application trouvée`,
      other: `${n.text} applications trouvées`,
    }),
  none: (query) => `Aucune application ne correspond à « ${query} »`,
  noneHint: 'Essayez avec moins de lettres, ou une autre partie du nom.',
  clearButton: 'Effacer',
  elsewhere: 'trouvé dans ses étiquettes, son modèle ou son adresse',
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
  usual: 'Favoris et applications les plus utilisées',
  favourite: 'Favori',
  empty: 'Aucune application ne vous est encore attribuée.',
  noneHint: 'Entrée poursuit la recherche dans la fenêtre de Portico.',
  notReady: 'Connectez-vous ou déverrouillez d’abord Portico.',
  noAnswer: 'Portico n’a pas répondu. Appuyez sur Entrée pour redemander.',
  notOpened: (app) => `${app} ne s’est pas ouvert. La fenêtre de Portico dit pourquoi.`,
  noWindow: 'La fenêtre de Portico n’a pas pu être affichée.',
  window: 'Ouvrir Portico',
  keysOpen: 'ouvrir',
  keysClear: 'effacer',
  keysClose: 'fermer',
};
