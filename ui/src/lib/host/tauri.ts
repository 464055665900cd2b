// Tauri implementation of the host: generated commands, and the channel that brings views. Only the files beside this
// one use Tauri.
import { Channel, convertFileSrc, invoke } from '@tauri-apps/api/core';
import type { AppView, ViewUpdate } from '../ipc/types';
import { mainCommands } from './main-commands';
import type { Host } from './types';

/** Long lists arrive in parts: `more` holds the apps before those of the next `apps` view. */
type Message = ViewUpdate | { more: AppView[] };

/** Joins the parts and delivers whole views only. */
function joinParts(onUpdate: (update: ViewUpdate) => void): (message: Message) => void {
  let pending: AppView[] = [];
  return (message) => {
    if ('more' in message) {
      pending = pending.concat(message.more);
      return;
    }
    if (message.what === 'apps') {
      message.view.apps = pending.concat(message.view.apps);
      pending = [];
    }
    try {
      onUpdate(message);
    } catch (error) {
      // If the listener throws, Tauri's channel blocks all later messages.
      reportError(error);
    }
  };
}

/** Takes the initial views out of the page; empty if there are none. */
function takeInitialViews(): ViewUpdate[] {
  const element = document.getElementById('views');
  // The views are current only now, and a list is large: it is read once and removed.
  element?.remove();
  return element ? (JSON.parse(element.textContent) as ViewUpdate[]) : [];
}

export const tauriHost: Host = {
  ...mainCommands,
  subscribe: (onUpdate) => {
    const deliver = joinParts(onUpdate);
    takeInitialViews().forEach(deliver);
    return invoke('subscribe', { channel: new Channel<Message>(deliver) });
  },
  iconUrl: (id) => convertFileSrc(id, 'icon'),
};
