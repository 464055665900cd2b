// French for en/personal.ts.
import type { AppChangeKind } from '../../ipc/types';
import { plural } from '../count';
import type { preferences as english } from '../en/preferences';

const descriptions: Record<AppChangeKind, (about: { was: string | null; when: string | null }) => string> = {
  added: () => 'Vous a été attribuée',
  removed: () => 'Ne vous est plus attribuée',
  renamed: ({ was }) => (was ? `Ancien nom : ${was}` : 'A changé de nom'),
  changed: () => 'S’ouvre autrement qu’avant',
  ending: ({ when }) => (when ? `L’accès se termine ${when}` : 'L’accès se termine bientôt'),
  ended: () => 'L’accès est terminé',
};

const notificationLines: Record<AppChangeKind, (names: string) => string> = {
  added: (names) => `Nouveau : ${names}`,
  removed: (names) => `Plus attribuées : ${names}`,
  renamed: (names) => `Nouveau nom : ${names}`,
  changed: (names) => `Modifications : ${names}`,
  ending: (names) => `Fin d’accès proche : ${names}`,
  ended: (names) => `Accès terminé : ${names}`,
};

export const preferences: typeof english = {
  groups: {
    favorites: 'Favoris',
    recent: 'Récentes',
    newApps: 'Nouveau pour vous',
    shared: 'Partagées avec moi',
    attention: 'À vérifier',
    hidden: 'Masquées',
    markSeen: 'Marquer comme vu',
    noFavorites: 'Marquez une application d’une étoile pour la garder ici.',
    tag: (name) => `Étiquette : ${name}`,
    folder: (name) => `Dossier : ${name}`,
    showing: (title, n) =>
      `${title}, ${plural(n, { one: `${n.text} application`, other: `${n.text} applications` })}`,
  },
  tile: {
    newBadge: 'Nouveau',
    newDescription: 'Nouveau pour vous',
    endsWhen: (when) => `Se termine ${when}`,
    favorite: (name) => `Favori : ${name}`,
    actions: (name) => `Actions pour ${name}`,
  },
  actions: {
    open: 'Ouvrir',
    details: 'Détails',
    addFavorite: 'Ajouter aux favoris',
    removeFavorite: 'Retirer des favoris',
    moveFirst: 'Placer en premier',
    moveEarlier: 'Avancer',
    moveLater: 'Reculer',
    copyLink: 'Copier le lien',
    hide: 'Masquer',
    show: 'Afficher de nouveau',
    favoriteAdded: (name) => `${name} est dans les favoris`,
    favoriteRemoved: (name) => `${name} n’est plus dans les favoris`,
    appHidden: (name) => `${name} est masquée`,
    appShown: (name) => `${name} est de nouveau affichée`,
    newMarkedSeen: 'Plus rien n’est marqué comme nouveau',
    moved: (name, place, of) => `${name}, ${place} sur ${of}`,
  },
  activityFeed: {
    title: 'Nouveautés',
    open: 'Nouveautés',
    unread: (n) => plural(n, { one: `${n.text} non lue`, other: `${n.text} non lues` }),
    empty: 'Rien n’a changé depuis votre première liste.',
    emptyHint:
      'Quand votre entreprise vous attribue une application, en modifie ou en retire une, cela s’affiche ici.',
    unreadMark: 'Non lue',
    close: 'Fermer',
    descriptions,
    notificationLines,
    notificationTitle: 'Vos applications ont changé',
    moreNames: (n) => plural(n, { one: `${n.text} autre`, other: `${n.text} autres` }),
  },
};
