// French for en/settings.ts.
import type { Density, Layout, SignInMethod, Theme } from '../../ipc/types';
import type { settings as english } from '../en/settings';
import { keys } from './palette';

const themes: Record<Theme, string> = { system: 'Système', light: 'Clair', dark: 'Sombre' };
const layouts: Record<Layout, string> = { auto: 'Automatique', tiles: 'Mosaïque', list: 'Liste' };
const densities: Record<Density, string> = { comfortable: 'Aéré', compact: 'Compact' };

const signInMethods: Record<SignInMethod, { label: string; description: string }> = {
  webview: {
    label: 'Dans une fenêtre',
    description: 'La page de connexion de votre entreprise s’ouvre à côté de Portico.',
  },
  browser: {
    label: 'Dans votre navigateur',
    description:
      'Pour les clés d’accès, les clés de sécurité et les mots de passe que votre navigateur conserve.',
  },
  portal: {
    label: 'Sur la page du portail',
    description: 'Pour les entreprises qui n’ont pas configuré Portico. Connectez-vous comme sur le web.',
  },
};

export const settings: typeof english = {
  settings: {
    title: 'Paramètres',
    done: 'Terminé',
    theme: 'Apparence',
    themes,
    language: 'Langue',
    systemLanguage: 'Système',
    layout: 'Afficher en',
    layouts,
    layoutHint: 'Automatique : une liste quand les applications sont nombreuses ou la fenêtre étroite.',
    density: 'Espacement',
    densities,
    notifications: 'M’avertir quand mes applications changent',
    notificationsHint: 'Une notification de bureau, quand Portico est ouvert et que vous êtes ailleurs.',
    opensIn: 'Ouvrir les applications',
    askEachTime: 'Me demander',
    localCopy: 'Conserver une copie de la liste sur cet ordinateur',
    localCopyHint:
      'Vos applications sont là dès le démarrage, même sans réseau. La copie ne contient aucun mot de passe.',
    idleLock: 'Verrouiller après',
    idleLockHint: 'Quand personne ne tape ni ne clique. Votre session reprend au déverrouillage.',
    never: 'Jamais',
    minutes: (minutes) => `${minutes.text} min`,
    signIn: 'Mode de connexion',
    signInMethods,
    check: 'Vérifier ce locataire',
    checkHint:
      'Vérifie que le serveur de votre entreprise est configuré pour Portico et, sinon, indique quoi saisir.',
    managed: 'Défini par votre entreprise',
    unknownKeys: 'Non compris dans le fichier de paramètres :',
    version: (version) => `Portico ${version}`,
  },
  shortcuts: {
    title: 'Raccourcis clavier',
    close: 'Fermer',
    anyLetter: 'une lettre',
    keys,
    groups: {
      find: 'Rechercher',
      move: 'Se déplacer',
      app: 'Application sélectionnée',
      portico: 'Portico',
    },
    actions: {
      search: 'Rechercher une application',
      clear: 'Effacer la recherche, fermer ce qui est ouvert',
      palette: 'Recherche rapide depuis tout programme',
      arrows: 'Se déplacer parmi les applications',
      firstLast: 'Première et dernière application',
      pages: 'Une page vers le haut ou le bas',
      chips: 'Catégorie, étiquette ou dossier suivant ; avec Maj, le précédent',
      open: 'Ouvrir',
      openAlternate: 'Ouvrir à l’autre endroit : navigateur ou fenêtre',
      openWith: 'Ouvrir avec… : choisir le navigateur ou le profil',
      openPrivate: 'Ouvrir dans une fenêtre privée de votre navigateur',
      openFavorite: 'Ouvrir votre premier au neuvième favori',
      details: 'Détails',
      toggleFavorite: 'Ajouter aux favoris, ou retirer',
      reorder: 'Déplacer un favori',
      actions: 'Actions',
      refresh: 'Actualiser',
      accounts: 'Comptes',
      settings: 'Paramètres',
      lock: 'Verrouiller',
      quit: 'Quitter Portico',
      help: 'Cette liste',
    },
  },
};
