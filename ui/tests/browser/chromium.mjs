// Debian's Chromium, driven by playwright-core. Elsewhere, CHROMIUM names the program.
import { chromium } from 'playwright-core';

/** @returns {Promise<import('playwright-core').Browser>} */
export function startChromium() {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    headless: true,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--force-color-profile=srgb',
    ],
  });
}

/** The times in pictures and sentences, the same on every computer. */
export const contextDefaults = { locale: 'en-GB', timezoneId: 'Europe/London' };
