// What a person would do to reach a scene that is not a state of the core: type a search, open a menu.
const byName = (role: string, name: string) =>
  [...document.querySelectorAll<HTMLElement>(role)].find(
    (element) => element.getAttribute('aria-label') === name,
  );

function type(words: string) {
  const box = document.querySelector<HTMLInputElement>('[role=combobox]');
  if (!box) return;
  box.value = words;
  box.dispatchEvent(new Event('input', { bubbles: true }));
}

function press(key: string, more: KeyboardEventInit = {}) {
  document.body.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }),
  );
}

export async function play(scene: string): Promise<void> {
  await new Promise((done) => requestAnimationFrame(done));
  switch (scene) {
    case 'search':
      return type('con');
    case 'no-match':
      return type('xyzzy');
    case 'list-list':
      return byName('button', 'List')?.click();
    case 'menu':
      return byName('button', 'Menu')?.click();
    case 'settings':
    case 'settings-managed':
      return press(',', /Mac/.test(navigator.platform) ? { metaKey: true } : { ctrlKey: true });
    case 'accounts':
      return press('A', { ctrlKey: true, metaKey: /Mac/.test(navigator.platform), shiftKey: true });
    case 'forget':
      press('A', { ctrlKey: true, metaKey: /Mac/.test(navigator.platform), shiftKey: true });
      await new Promise((done) => setTimeout(done, 20));
      return [...document.querySelectorAll<HTMLElement>('[role=menuitem]')].at(-1)?.click();
    case 'secret':
      return document.querySelector<HTMLElement>('.button.primary')?.click();
    case 'check-running':
    case 'check-failed':
    case 'check-fine':
      press(',', /Mac/.test(navigator.platform) ? { metaKey: true } : { ctrlKey: true });
      await new Promise((done) => setTimeout(done, 20));
      return document.querySelector<HTMLElement>('dialog .check button')?.click();
    case 'shortcuts':
      return press('F1');
    case 'launching':
    case 'ask-place':
      return document.querySelector<HTMLElement>('[data-position="2"]')?.click();
  }
}
