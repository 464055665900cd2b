// Messages about preferences: favorites, new and hidden apps, the activity feed.
import type { AppChangeKind } from '../../ipc/types';
import type { Count } from '../count';

/** What changed about an app. `when` is a relative time such as "in 3 days", or absent. */
const descriptions: Record<AppChangeKind, (about: { was: string | null; when: string | null }) => string> = {
  added: () => 'Assigned to you',
  removed: () => 'No longer assigned to you',
  renamed: ({ was }) => (was ? `Was called ${was}` : 'Has another name'),
  changed: () => 'Opens in another way than before',
  ending: ({ when }) => (when ? `Access ends ${when}` : 'Access ends soon'),
  ended: () => 'Access has ended',
};

/** Lines of a desktop notification for several apps: "Jira, Slack and 2 more". */
const notificationLines: Record<AppChangeKind, (names: string) => string> = {
  added: (names) => `New: ${names}`,
  removed: (names) => `No longer yours: ${names}`,
  renamed: (names) => `Renamed: ${names}`,
  changed: (names) => `Changed: ${names}`,
  ending: (names) => `Access ends soon: ${names}`,
  ended: (names) => `Access has ended: ${names}`,
};

export const preferences = {
  groups: {
    favorites: 'Favourites',
    recent: 'Recent',
    newApps: 'New for you',
    shared: 'Shared with me',
    attention: 'Needs attention',
    hidden: 'Hidden',
    markSeen: 'Mark as seen',
    noFavorites: 'Star an app to keep it here.',
    tag: (name: string) => `Tag: ${name}`,
    folder: (name: string) => `Folder: ${name}`,
    /** Announced when a chip is selected by key: "Design, 5 apps". */
    showing: (title: string, n: Count) => `${title}, ${n.one ? '1 app' : `${n.text} apps`}`,
  },
  tile: {
    newBadge: 'New',
    newDescription: 'New for you',
    /** "Ends in 3 days" */
    endsWhen: (when: string) => `Ends ${when}`,
    favorite: (name: string) => `Favourite: ${name}`,
    actions: (name: string) => `Actions for ${name}`,
  },
  actions: {
    open: 'Open',
    details: 'Details',
    addFavorite: 'Add to favourites',
    removeFavorite: 'Remove from favourites',
    moveFirst: 'Move to first place',
    moveEarlier: 'Move earlier',
    moveLater: 'Move later',
    copyLink: 'Copy link',
    hide: 'Hide',
    show: 'Show again',
    favoriteAdded: (name: string) => `${name} is a favourite`,
    favoriteRemoved: (name: string) => `${name} is no longer a favourite`,
    appHidden: (name: string) => `${name} is hidden`,
    appShown: (name: string) => `${name} is shown again`,
    newMarkedSeen: 'Nothing is marked as new any more',
    /** "Jira, 2 of 5": where a favourite was moved. */
    moved: (name: string, place: string, of: string) => `${name}, ${place} of ${of}`,
  },
  activityFeed: {
    title: 'What’s new',
    open: 'What’s new',
    unread: (n: Count) => (n.one ? '1 unread' : `${n.text} unread`),
    empty: 'Nothing has changed since your first list.',
    emptyHint: 'When your company gives you an app, changes one or takes one away, it stands here.',
    unreadMark: 'Unread',
    close: 'Close',
    descriptions,
    notificationLines,
    /** Title of a desktop notification. */
    notificationTitle: 'Your apps have changed',
    /** The last of a list of names: "and 2 more". */
    moreNames: (n: Count) => `${n.text} more`,
  },
};
