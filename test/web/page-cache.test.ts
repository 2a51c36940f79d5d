import { expect, test } from 'vitest';
import { createPageCache } from '../../web/routes/page-cache.ts';

test('a page is made once for a release and address, and anew for another release', async () => {
  const cache = createPageCache();
  let made = 0;
  const make = async () => `page ${++made}`;
  expect(await cache.page('r1', '/a', make)).toBe('page 1');
  expect(await cache.page('r1', '/a', make)).toBe('page 1');
  expect(await cache.page('r1', '/b', make)).toBe('page 2');
  expect(await cache.page('r2', '/a', make)).toBe('page 3');
});

test('the page asked for longest ago goes first', async () => {
  const cache = createPageCache(2);
  const made: string[] = [];
  const ask = (address: string) =>
    cache.page('r', address, async () => {
      made.push(address);
      return address;
    });
  for (const address of ['/a', '/b', '/a', '/c', '/a', '/b']) await ask(address);
  expect(made).toEqual(['/a', '/b', '/c', '/b']);
});

test('a page made while the release changed is not kept for the new one', async () => {
  const cache = createPageCache();
  const late = cache.page('r1', '/a', async () => {
    await cache.page('r2', '/other', async () => 'other');
    return 'old';
  });
  expect(await late).toBe('old');
  expect(await cache.page('r2', '/a', async () => 'new')).toBe('new');
});
