// French for en/window.ts.
import type { window as english } from '../en/window';

export const window: typeof english = {
  appWindow: {
    back: 'Précédent',
    reload: 'Actualiser',
    encrypted: 'Chiffré',
    plain: 'Non chiffré',
    find: 'Rechercher dans la page',
    findPrevious: 'Résultat précédent',
    findNext: 'Résultat suivant',
    found: (count) => `Résultats : ${count}`,
    notFound: 'Aucun résultat',
    zoomOut: 'Zoom arrière',
    zoomReset: 'Taille réelle',
    zoomIn: 'Zoom avant',
    print: 'Imprimer',
    browser: 'Ouvrir dans mon navigateur',
    close: 'Fermer',
    save: 'Enregistrer',
    cancel: 'Annuler',
    saved: (name) => `${name} est enregistré.`,
    notSaved: (name) => `${name} n’a pas pu être enregistré.`,
    failed: 'Cette page n’a pas pu être chargée.',
    untrusted: (code) => `La connexion à cette page n’est pas sûre (${code}).`,
    crashed: 'Cette page ne répond plus. Actualisez-la pour continuer.',
    refused: (address) =>
      `« ${address} » ne s’ouvre pas dans cette fenêtre ; continuez avec « Ouvrir dans mon navigateur ».`,
    refusedHere: (address) => `« ${address} » ne s’ouvre pas dans cette fenêtre.`,
  },
};
