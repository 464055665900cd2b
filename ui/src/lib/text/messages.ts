// The messages of the UI. English is bundled; the other languages have the same shape and are loaded on demand.
import english from './en/messages';
import paletteEnglish from './en/palette';
import type { Compiled } from './message-format';

export const en = { ...paletteEnglish, ...english };

export type MessageData = typeof en;
export type Messages = Compiled<MessageData>;
