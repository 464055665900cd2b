// French for en/window.ts.
import type { window as english } from '../en/app-window';

export const window: typeof english = {
  appWindow: {
    back: 'Précédent',
    reload: 'Actualiser',
    encrypted: 'Chiffré',
    notEncrypted: 'Non chiffré',
    find: 'Rechercher dans la page',
    findPrevious: 'Résultat précédent',
    findNext: 'Résultat suivant',
    matchCount: (count) => `Résultats : ${count}`,
    noMatches: 'Aucun résultat',
    zoomOut: 'Zoom arrière',
    zoomReset: 'Taille réelle',
    zoomIn: 'Zoom avant',
    print: 'Imprimer',
    openInBrowser: 'Ouvrir dans mon navigateur',
    close: 'Fermer',
    save: 'Enregistrer',
    cancel: 'Annuler',
    saved: (name) => `${name} est enregistré.`,
    notSaved: (name) => `${name} n’a pas pu être enregistré.`,
    loadFailed: 'Cette page n’a pas pu être chargée.',
    certificateError: (code) => `La connexion à cette page n’est pas sûre (${code}).`,
    crashed: 'Cette page ne répond plus. Actualisez-la pour continuer.',
    blocked: (address) =>
      `« ${address} » ne s’ouvre pas dans cette fenêtre ; continuez avec « Ouvrir dans mon navigateur ».`,
    blockedWithoutBrowser: (address) => `« ${address} » ne s’ouvre pas dans cette fenêtre.`,
  },
};
