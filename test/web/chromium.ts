import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** Launches the Chromium of the npm package, which the global set-up has unpacked. */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: await sparticuz.executablePath(),
    // The package's own flags ask for a single process, which hangs once a page has closed.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--headless=shell', '--hide-scrollbars'],
  });
}
