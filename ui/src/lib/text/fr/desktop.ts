// French for en/desktop.ts.
import type { desktop as english } from '../en/desktop';

export const desktop: typeof english = {
  groups: {
    look: 'Aspect',
    opening: 'Ouverture des applications',
    computer: 'Cet ordinateur',
    session: 'Session et confidentialité',
  },
  keepRunning: 'Continuer quand la fenêtre est fermée',
  keepRunningHint: 'La fenêtre revient aussitôt. « Quitter Portico » dans le menu y met fin.',
  tray: 'Icône dans la barre système',
  trayHint: 'Vos favoris et la recherche, à un clic.',
  trayUnavailable:
    'Ce bureau n’affiche pas d’icônes de programmes. Certains bureaux ont une extension pour cela.',
  key: {
    label: 'Touche de recherche rapide',
    hint: 'Appuyez dessus dans n’importe quel programme pour trouver une application et l’ouvrir.',
    none: 'Aucune',
    set: 'Définir une touche…',
    listening: 'Appuyez sur les touches…',
    leave: 'Échap laisse tout en l’état.',
    suggest: (keys) => `Utiliser ${keys}`,
    remove: 'Retirer',
    typed: 'Maintenez aussi Ctrl, Alt ou Super : seule, cette touche sert à écrire.',
    unusable: 'Cette touche ne convient pas. Prenez une lettre, un chiffre, la barre d’espace ou F1 à F24.',
    is: (keys) => `La touche de recherche rapide est ${keys}.`,
    removed: 'Il n’y a plus de touche de recherche rapide.',
    asking: 'Votre bureau vous pose la question.',
    on: 'Elle fonctionne dans tous les programmes.',
    byDesktop: (keys) =>
      `Votre bureau a choisi ${keys}. Vous pouvez en changer dans ses paramètres du clavier.`,
    byDesktopUnsaid:
      'Votre bureau décide de la touche. Vous pouvez en changer dans ses paramètres du clavier.',
    taken: 'Un autre programme a cette touche. Définissez-en une autre.',
    refused: 'Votre bureau ne l’a pas permis. Définissez la touche à nouveau pour qu’il redemande.',
    unavailable:
      'Ce bureau ne donne de touche à aucun programme. Ajoutez-en une dans ses paramètres du clavier, avec cette commande :',
    copy: 'Copier la commande',
  },
  native: {
    open: 'Ouvrir Portico',
    search: 'Rechercher…',
    quit: 'Quitter Portico',
    shortcut: 'Rechercher parmi les applications de votre entreprise',
    staysTitle: 'Portico reste ouvert',
    staysBody: 'Relancez-le pour revoir sa fenêtre. « Quitter Portico » dans son menu y met fin.',
  },
};
