// Labels of app windows, drawn natively by the shell, which inserts the arguments. `matchCount` has no plural
// forms, since the shell does not know them.
export const window = {
  appWindow: {
    back: 'Back',
    reload: 'Reload',
    encrypted: 'Encrypted',
    notEncrypted: 'Not encrypted',
    find: 'Find in page',
    findPrevious: 'Previous',
    findNext: 'Next',
    matchCount: (count: string) => `Found: ${count}`,
    noMatches: 'Not found',
    zoomOut: 'Zoom out',
    zoomReset: 'Actual size',
    zoomIn: 'Zoom in',
    print: 'Print',
    openInBrowser: 'Open in my browser',
    close: 'Close',
    save: 'Save',
    cancel: 'Cancel',
    saved: (name: string) => `${name} is saved.`,
    notSaved: (name: string) => `${name} could not be saved.`,
    loadFailed: 'This page could not be loaded.',
    certificateError: (code: string) => `The connection to this page is not safe (${code}).`,
    crashed: 'This page has stopped. Reload it to go on.',
    blocked: (address: string) =>
      `“${address}” does not open in this window; “Open in my browser” is the way on.`,
    blockedWithoutBrowser: (address: string) => `“${address}” does not open in this window.`,
  },
};
