// Words for what a person makes of the list: favourites, what is new, what is hidden, and the feed of what
// changed.
import type { NewsKind } from '../../ipc/types';
import type { Count } from '../count';

/** What happened to an app, below its name. `when` is "in 3 days", or absent when nobody said. */
const happened: Record<NewsKind, (about: { was: string | null; when: string | null }) => string> = {
  added: () => 'Assigned to you',
  removed: () => 'No longer assigned to you',
  renamed: ({ was }) => (was ? `Was called ${was}` : 'Has another name'),
  changed: () => 'Opens in another way than before',
  ending: ({ when }) => (when ? `Access ends ${when}` : 'Access ends soon'),
  ended: () => 'Access has ended',
};

/** The same in a desktop notification, of several apps at once: "Jira, Slack and 2 more". */
const told: Record<NewsKind, (names: string) => string> = {
  added: (names) => `New: ${names}`,
  removed: (names) => `No longer yours: ${names}`,
  renamed: (names) => `Renamed: ${names}`,
  changed: (names) => `Changed: ${names}`,
  ending: (names) => `Access ends soon: ${names}`,
  ended: (names) => `Access has ended: ${names}`,
};

export const personal = {
  shelves: {
    favourites: 'Favourites',
    recent: 'Recent',
    fresh: 'New for you',
    shared: 'Shared with me',
    attention: 'Needs attention',
    hidden: 'Hidden',
    seeNew: 'Mark as seen',
    noFavourites: 'Star an app to keep it here.',
    tag: (name: string) => `Tag: ${name}`,
    folder: (name: string) => `Folder: ${name}`,
    /** Said when another chip is chosen by key: "Design, 5 apps". */
    showing: (title: string, n: Count) => `${title}, ${n.one ? '1 app' : `${n.text} apps`}`,
  },
  tile: {
    fresh: 'New',
    freshMeaning: 'New for you',
    /** "Ends in 3 days" */
    ends: (when: string) => `Ends ${when}`,
    favourite: (name: string) => `Favourite: ${name}`,
    actions: (name: string) => `Actions for ${name}`,
  },
  actions: {
    open: 'Open',
    details: 'Details',
    star: 'Add to favourites',
    unstar: 'Remove from favourites',
    first: 'Move to first place',
    earlier: 'Move earlier',
    later: 'Move later',
    copyLink: 'Copy link',
    hide: 'Hide',
    show: 'Show again',
    starred: (name: string) => `${name} is a favourite`,
    unstarred: (name: string) => `${name} is no longer a favourite`,
    hidden: (name: string) => `${name} is hidden`,
    shown: (name: string) => `${name} is shown again`,
    seen: 'Nothing is marked as new any more',
    /** "Jira, 2 of 5": where a favourite was moved. */
    moved: (name: string, place: string, of: string) => `${name}, ${place} of ${of}`,
  },
  news: {
    title: 'What’s new',
    open: 'What’s new',
    unread: (n: Count) => (n.one ? '1 unread' : `${n.text} unread`),
    empty: 'Nothing has changed since your first list.',
    emptyHint: 'When your company gives you an app, changes one or takes one away, it stands here.',
    isNew: 'Unread',
    close: 'Close',
    happened,
    told,
    /** Title of a desktop notification. */
    changed: 'Your apps have changed',
    /** The last of a list of names: "and 2 more". */
    more: (n: Count) => `${n.text} more`,
  },
};
