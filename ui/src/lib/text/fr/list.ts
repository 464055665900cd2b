// French for en/list.ts.
import type { Restriction } from '../../ipc/types';
import { plural } from '../count';
import type { list as english } from '../en/list';

const restrictions: Record<Restriction, { word: string; meaning: string }> = {
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

export const list: typeof english = {
  search: {
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
  },
  list: {
    title: 'Vos applications',
    all: 'Toutes',
    other: 'Autres applications',
    only: 'Applications',
    narrow: 'Afficher',
    more: 'Plus',
    moreToShow: 'Afficher plus',
    arrangement: 'Disposition',
    tiles: 'Mosaïque',
    rows: 'Liste',
    loading: 'Chargement de vos applications',
    empty: 'Aucune application ne vous est encore attribuée.',
    emptyHint: 'Dès que votre entreprise vous en attribue une, elle apparaît ici.',
    failed: 'Vos applications n’ont pas pu être chargées',
    restrictions,
  },
  account: {
    menu: 'Menu',
    refresh: 'Actualiser',
    settings: 'Paramètres',
    shortcuts: 'Raccourcis clavier',
    signOut: 'Se déconnecter',
    offline: 'Hors ligne',
  },
  status: {
    apps: (n) => plural(n, { one: `${n.text} application`, other: `${n.text} applications` }),
    updated: (time) => `à jour : ${time}`,
    asOf: (time) => `dernière mise à jour : ${time}`,
    updating: 'actualisation…',
    unreadable: (n) =>
      plural(n, {
        one: `${n.text} application n’a pas pu être lue`,
        other: `${n.text} applications n’ont pas pu être lues`,
      }),
    keysOpen: 'ouvrir',
    keysOther: { browser: 'dans le navigateur', window: 'dans une fenêtre' },
    keysDetails: 'détails',
    keysStar: 'favori',
    keysClear: 'effacer',
  },
  banner: {
    healed: 'Vos applications sont de nouveau à jour.',
    dismiss: 'Fermer',
  },
};
