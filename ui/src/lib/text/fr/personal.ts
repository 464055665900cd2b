// French for en/personal.ts.
import type { NewsKind } from '../../ipc/types';
import { plural } from '../count';
import type { personal as english } from '../en/personal';

const happened: Record<NewsKind, (about: { was: string | null; when: string | null }) => string> = {
  added: () => 'Vous a été attribuée',
  removed: () => 'Ne vous est plus attribuée',
  renamed: ({ was }) => (was ? `Ancien nom : ${was}` : 'A changé de nom'),
  changed: () => 'S’ouvre autrement qu’avant',
  ending: ({ when }) => (when ? `L’accès se termine ${when}` : 'L’accès se termine bientôt'),
  ended: () => 'L’accès est terminé',
};

const told: Record<NewsKind, (names: string) => string> = {
  added: (names) => `Nouveau : ${names}`,
  removed: (names) => `Plus attribuées : ${names}`,
  renamed: (names) => `Nouveau nom : ${names}`,
  changed: (names) => `Modifications : ${names}`,
  ending: (names) => `Fin d’accès proche : ${names}`,
  ended: (names) => `Accès terminé : ${names}`,
};

export const personal: typeof english = {
  shelves: {
    favourites: 'Favoris',
    recent: 'Récentes',
    fresh: 'Nouveau pour vous',
    shared: 'Partagées avec moi',
    attention: 'À vérifier',
    hidden: 'Masquées',
    seeNew: 'Marquer comme vu',
    noFavourites: 'Marquez une application d’une étoile pour la garder ici.',
    tag: (name) => `Étiquette : ${name}`,
    folder: (name) => `Dossier : ${name}`,
    showing: (title, n) =>
      `${title}, ${plural(n, { one: `${n.text} application`, other: `${n.text} applications` })}`,
  },
  tile: {
    fresh: 'Nouveau',
    freshMeaning: 'Nouveau pour vous',
    ends: (when) => `Se termine ${when}`,
    favourite: (name) => `Favori : ${name}`,
    actions: (name) => `Actions pour ${name}`,
  },
  actions: {
    open: 'Ouvrir',
    details: 'Détails',
    star: 'Ajouter aux favoris',
    unstar: 'Retirer des favoris',
    first: 'Placer en premier',
    earlier: 'Avancer',
    later: 'Reculer',
    copyLink: 'Copier le lien',
    hide: 'Masquer',
    show: 'Afficher de nouveau',
    starred: (name) => `${name} est dans les favoris`,
    unstarred: (name) => `${name} n’est plus dans les favoris`,
    hidden: (name) => `${name} est masquée`,
    shown: (name) => `${name} est de nouveau affichée`,
    seen: 'Plus rien n’est marqué comme nouveau',
    moved: (name, place, of) => `${name}, ${place} sur ${of}`,
  },
  news: {
    title: 'Nouveautés',
    open: 'Nouveautés',
    unread: (n) => plural(n, { one: `${n.text} non lue`, other: `${n.text} non lues` }),
    empty: 'Rien n’a changé depuis votre première liste.',
    emptyHint:
      'Quand votre entreprise vous attribue une application, en modifie ou en retire une, cela s’affiche ici.',
    isNew: 'Non lue',
    close: 'Fermer',
    happened,
    told,
    changed: 'Vos applications ont changé',
    more: (n) => plural(n, { one: `${n.text} autre`, other: `${n.text} autres` }),
  },
};
