// French for en/session.ts.
import type { ConfirmReason, SignInStep, SignInMethod } from '../../ipc/types';
import { plural } from '../count';
import type { session as english } from '../en/session';

const confirmReasons: Record<ConfirmReason, string> = {
  unknownHost: 'Ce n’est pas une adresse habituelle de ce service. Certaines entreprises ont la leur.',
  ipAddress: 'C’est un nombre, pas un nom. Les entreprises en utilisent rarement.',
  internationalName:
    'Elle contient des lettres qui peuvent ressembler à d’autres. La voici telle que les ordinateurs la lisent.',
  port: 'Elle utilise un port inhabituel.',
  path: 'Elle se poursuit par un chemin qui ne correspond à aucune partie connue du portail.',
  shortName: 'Vous avez saisi un nom court. Voici où il mène.',
  rewritten: 'Votre saisie se lit autrement que ce qu’elle désigne. Voici ce qu’elle désigne.',
};

type Steps = Record<SignInStep, { title: string; body: string }>;

const inWindow: Steps = {
  checking: {
    title: 'Préparation',
    body: 'Le serveur de votre entreprise indique comment se connecter.',
  },
  opening: {
    title: 'Ouverture de la fenêtre de connexion',
    body: 'La page de connexion de votre entreprise va apparaître.',
  },
  page: {
    title: 'Connectez-vous dans l’autre fenêtre',
    body: 'La page de connexion de votre entreprise est ouverte. Saisissez-y votre mot de passe, et nulle part ailleurs.',
  },
  finishing: { title: 'Connexion en cours', body: 'Récupération de vos applications.' },
};
const inBrowser: Steps = {
  ...inWindow,
  opening: {
    title: 'Ouverture de votre navigateur',
    body: 'La page de connexion de votre entreprise va y apparaître.',
  },
  page: { title: 'Votre navigateur est ouvert', body: 'Connectez-vous-y, puis revenez ici.' },
};
const steps: Record<SignInMethod, Steps> = { webview: inWindow, portal: inWindow, browser: inBrowser };

const bodies: Record<SignInMethod, (host: string) => string> = {
  webview: (host) => `La page de votre entreprise sur ${host} s’ouvre dans sa propre fenêtre.`,
  browser: (host) => `La page de votre entreprise sur ${host} s’ouvre dans votre navigateur.`,
  portal: (host) => `Le portail de votre entreprise sur ${host} s’ouvre dans sa propre fenêtre.`,
};

export const session: typeof english = {
  tagline: 'Toutes les applications de votre entreprise. Une seule porte.',
  passwordNote: 'Vous saisissez votre mot de passe sur la page de votre entreprise, et nulle part ailleurs.',

  firstRun: {
    title: 'Où travaillez-vous ?',
    address: 'Adresse de l’entreprise',
    hint: 'Demandez-la à votre service informatique si vous ne la connaissez pas. Un nom court comme « acme » suffit.',
    submit: 'Se connecter',
    discovering: 'Recherche…',
    or: 'ou',
    demo: 'Essayer la démo',
    back: 'Retour',
  },
  confirm: {
    title: 'Est-ce votre entreprise ?',
    body: 'Veuillez vérifier l’adresse une fois avant de l’utiliser.',
    address: 'Adresse',
    yes: 'Oui, continuer',
    no: 'Utiliser une autre adresse',
    reasons: confirmReasons,
  },
  signedOut: {
    title: (company) => `Se connecter à ${company}`,
    bodies,
    signIn: 'Se connecter',
    changeTenant: 'Utiliser une autre entreprise',
    otherAccounts: 'Ou continuer en tant que',
  },
  signingIn: {
    steps,
    pageHost: 'La page appartient à',
    showWindow: 'Afficher la fenêtre de connexion',
    cancel: 'Annuler',
    retry: 'Réessayer',
    continueInBrowser: 'Continuer dans le navigateur',
    passkey: 'Clé d’accès ou clé de sécurité ?',
    copyLink: 'Copier le lien de connexion',
    openAgain: 'Rouvrir',
  },
  secret: {
    title: 'Secret client',
    body: (company) =>
      `${company} demande un secret client à Portico. Votre administrateur vous le fournit. Il est conservé dans le trousseau de cet ordinateur, et nulle part ailleurs.`,
    label: 'Secret client',
    save: 'Enregistrer et se connecter',
    saving: 'Enregistrement…',
    empty: 'Saisissez ou collez d’abord le secret.',
    signInWithout: 'Se connecter sans secret',
    cancel: 'Annuler',
  },
  sessionBanner: {
    restoring: 'Reprise de votre session…',
    restoringKeyring: 'Cet ordinateur peut vous demander de déverrouiller son trousseau.',
    signingIn: 'Connexion…',
    pageOpen: (host) => `La page de ${host} est ouverte dans l’autre fenêtre.`,
    showWindow: 'Afficher la fenêtre',
    replacing: 'Prolongation…',
    replacingBody: 'Vos applications restent ouvertes. Il se peut que vous deviez vous connecter.',
    signedOut: 'Vous êtes déconnecté.',
    cachedList: (asOf) =>
      asOf
        ? `Voici vos applications (dernière mise à jour : ${asOf}).`
        : 'Voici vos applications de la dernière fois.',
    signedInAgain: 'Vous êtes connecté.',
  },
  sessionExpiry: {
    endsAt: (time) => `Fin de session : ${time}`,
    endsIn: (minutes) => `La session se termine dans ${minutes.text} min`,
    endsNow: 'La session se termine dans moins d’une minute',
    announce: (minutes) =>
      plural(minutes, {
        one: 'Votre session se termine dans moins d’une minute.',
        other: `Votre session se termine dans ${minutes.text} minutes.`,
      }),
    renew: 'Prolonger',
  },
  keyring: {
    notSaved: 'Votre session ne peut pas être enregistrée sur cet ordinateur',
    reasons: {
      'E-KEY-ABSENT': 'il n’a pas de trousseau',
      'E-KEY-LOCKED': 'son trousseau est verrouillé',
      'E-KEY-DENIED': 'son trousseau a refusé',
      'E-KEY-TOOBIG': 'la session est trop volumineuse pour son trousseau',
    },
    withReason: (what, reason) => (reason ? `${what} (${reason}).` : `${what}.`),
    body: 'Vous restez connecté jusqu’à la fermeture de Portico.',
    notRestored: 'Votre session sur cet ordinateur n’a pas pu être reprise',
    notRestoredBody: 'Réessayez une fois le trousseau présent et déverrouillé, ou connectez-vous.',
    retry: 'Réessayer',
    busy: 'Interrogation du trousseau…',
  },
  locked: {
    title: 'Portico est verrouillé',
    body: 'Personne n’était là depuis un moment, ou vous l’avez verrouillé. Votre session reprend au déverrouillage.',
    account: 'Compte',
    unlock: 'Déverrouiller',
    signOut: 'Se déconnecter',
  },
  accounts: {
    menu: 'Compte',
    requiresSignIn: 'Connexion nécessaire',
    add: 'Ajouter un compte…',
    lock: 'Verrouiller',
    signOut: 'Se déconnecter',
    signOutAll: 'Se déconnecter de tous les comptes',
    forget: 'Oublier ce compte…',
  },
  forget: {
    title: 'Oublier ce compte ?',
    body: 'Ceci est supprimé de cet ordinateur :',
    removedItems: [
      'la session, qui est fermée',
      'la copie de la liste et ses icônes',
      'le compte dans ce menu',
    ],
    keptNote:
      'Vos applications et votre compte dans l’entreprise restent tels quels. Vous pouvez vous reconnecter à tout moment.',
    yes: 'Oublier le compte',
    no: 'Annuler',
  },
};
