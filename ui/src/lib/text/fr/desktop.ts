// French for en/desktop.ts.
import type { desktop as english } from '../en/desktop';

export const desktop: typeof english = {
  headings: {
    appearance: 'Aspect',
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
  shortcut: {
    label: 'Touche de recherche rapide',
    hint: 'Appuyez dessus dans n’importe quel programme pour trouver une application et l’ouvrir.',
    none: 'Aucune',
    record: 'Définir une touche…',
    listening: 'Appuyez sur les touches…',
    cancelHint: 'Échap laisse tout en l’état.',
    suggest: (keys) => `Utiliser ${keys}`,
    remove: 'Retirer',
    needsModifier: 'Maintenez aussi Ctrl, Alt ou Super : seule, cette touche sert à écrire.',
    unusable: 'Cette touche ne convient pas. Prenez une lettre, un chiffre, la barre d’espace ou F1 à F24.',
    changed: (keys) => `La touche de recherche rapide est ${keys}.`,
    removed: 'Il n’y a plus de touche de recherche rapide.',
    requesting: 'Votre bureau vous pose la question.',
    on: 'Elle fonctionne dans tous les programmes.',
    managedByDesktop: (keys) =>
      `Votre bureau a choisi ${keys}. Vous pouvez en changer dans ses paramètres du clavier.`,
    managedByDesktopUnknown:
      'Votre bureau décide de la touche. Vous pouvez en changer dans ses paramètres du clavier.',
    taken: 'Un autre programme a cette touche. Définissez-en une autre.',
    denied: 'Votre bureau ne l’a pas permis. Définissez la touche à nouveau pour qu’il redemande.',
    unavailable:
      'Ce bureau ne donne de touche à aucun programme. Ajoutez-en une dans ses paramètres du clavier, avec cette commande :',
    copy: 'Copier la commande',
  },
  native: {
    open: 'Ouvrir Portico',
    search: 'Rechercher…',
    quit: 'Quitter Portico',
    shortcut: 'Rechercher parmi les applications de votre entreprise',
    backgroundRunningTitle: 'Portico reste ouvert',
    backgroundRunningBody: 'Relancez-le pour revoir sa fenêtre. « Quitter Portico » dans son menu y met fin.',
  },
};
