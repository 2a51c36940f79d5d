import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReviewCard } from '../../../schemas/review-card.ts';
import type { ReviewQueue } from '../../../web/console/review-queue.ts';
import { type ReviewServer, startReviewServer } from '../../../web/console/review-server.ts';

const cards = [1, 2].map(
  (number): ReviewCard => ({
    entityIdL: number,
    entityIdR: number + 10,
    sourceL: 'dese',
    sourceR: 'eec',
    rows: [{ column: 'last_name', agreement: 'different', left: ['••I••'], right: ['<b>'] }],
  }),
);
const decisions: string[] = [];
let at = 0;
const queue: ReviewQueue = {
  sample: { sampleId: 's1', linkVersion: 3 },
  actor: 'ana',
  total: cards.length,
  answered: () => at,
  next: async () => cards[at],
  decide: async (card, decision) => {
    decisions.push(`${card.entityIdL}-${card.entityIdR} ${decision}`);
    at += 1;
  },
  back: () => {
    at -= 1;
    return true;
  },
};

describe('the review page', () => {
  let server: ReviewServer;
  let base: string;
  let cookie: string;
  beforeAll(async () => {
    server = await startReviewServer({ session: queue, port: 0 });
    base = new URL(server.url).origin;
    const opened = await fetch(server.url, { redirect: 'manual' });
    cookie = opened.headers.get('set-cookie')!.split(';')[0]!;
  });
  afterAll(() => server.close());

  const open = async () => (await fetch(base, { headers: { cookie } })).text();
  const formKey = (html: string) => /name="key" value="([^"]+)"/.exec(html)![1]!;
  const post = (path: string, form: Record<string, string>, headers: Record<string, string> = { cookie }) =>
    fetch(`${base}${path}`, { method: 'POST', body: new URLSearchParams(form), headers, redirect: 'manual' });

  test('opens to nobody without the key of its address', async () => {
    expect((await fetch(base)).status).toBe(403);
    expect((await fetch(`${base}/?key=guess`)).status).toBe(403);
    expect((await post('/decide', { key: 'x', l: '1', r: '11', decision: 'match' }, {})).status).toBe(403);
    expect(new URL(base).hostname).toBe('127.0.0.1');
  });

  test('shows values as text, and neither weight nor verdict nor script', async () => {
    const html = await open();
    expect(html).toContain('••I••');
    expect(html).toContain('&lt;b>');
    expect(html).not.toMatch(/weight|probability|linked|<script/i);
  });

  test('takes an answer once, of its own form alone, and lets the last be changed', async () => {
    const key = formKey(await open());
    expect((await post('/decide', { key: 'forged', l: '1', r: '11', decision: 'match' })).status).toBe(400);
    expect((await post('/decide', { key, l: '1', r: '11', decision: 'perhaps' })).status).toBe(400);
    expect((await post('/decide', { key, l: '1', r: '11', decision: 'match' })).status).toBe(303);
    await post('/decide', { key, l: '1', r: '11', decision: 'match' });
    expect(decisions).toEqual(['1-11 match']);
    await post('/back', { key });
    await post('/decide', { key, l: '1', r: '11', decision: 'no_match' });
    await post('/decide', { key, l: '2', r: '12', decision: 'unsure' });
    expect(decisions).toEqual(['1-11 match', '1-11 no_match', '2-12 unsure']);
    expect(await open()).toContain('All 2 pairs are judged');
  });
});
