// French for en/list.ts.
import { plural } from '../count';
import type { list as english } from '../en/list';
import { restrictions } from './palette';

export const list: typeof english = {
  list: {
    title: 'Vos applications',
    all: 'Toutes',
    otherApps: 'Autres applications',
    onlyGroup: 'Applications',
    filterLabel: 'Afficher',
    more: 'Plus',
    moreFilters: 'Afficher plus',
    arrangement: 'Disposition',
    tilesLayout: 'Mosaïque',
    listLayout: 'Liste',
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
    unreadableRows: (n) =>
      plural(n, {
        one: `${n.text} application n’a pas pu être lue`,
        other: `${n.text} applications n’ont pas pu être lues`,
      }),
    keysOpen: 'ouvrir',
    keysAlternate: { browser: 'dans le navigateur', window: 'dans une fenêtre' },
    keysDetails: 'détails',
    keysFavorite: 'favori',
    keysClear: 'effacer',
  },
  banner: {
    recovered: 'Vos applications sont de nouveau à jour.',
    dismiss: 'Fermer',
  },
};
