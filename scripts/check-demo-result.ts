import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Holds the demo's JSON to what it must say: every row accounted for, links sound, nothing passing by being empty. */
const counted = z
  .object({
    read: z.number().positive(),
    loaded: z.number(),
    quarantined: z.number(),
    reasons: z.record(z.string(), z.number()),
  })
  .refine((load) => load.read === load.loaded + load.quarantined, 'rows read are loaded or quarantined');

const linked = z.object({
  linked: z.number().positive(),
  precision: z.number().min(0.99),
  recall: z.number().min(0.9),
});

/** Most of what people look for first is published: even of 3,000 people, whose schools are few but whole. */
const totalGroup = (share: number) =>
  z
    .object({ cells: z.number().positive(), published: z.number() })
    .refine(({ cells, published }) => published >= share * cells, `at least ${share} of the cells published`);

const resultSchema = z.object({
  seconds: z.object({ total: z.number().positive() }).loose(),
  peakMemoryMb: z.number().positive(),
  extracts: z.record(z.string(), counted).refine((extracts) => Object.keys(extracts).length >= 12, 'twelve extracts'),
  linkage: z.object({ 'dese-dhe': linked, 'dese-eec': linked, 'dhe-dua': linked }).loose(),
  tables: z.record(z.string(), z.number().positive()),
  public: z.record(
    z.string(),
    z.object({ cells: z.number().positive(), published: z.number().positive(), suppressed: z.number().nonnegative() }),
  ),
  totalGroups: z.object({ state: totalGroup(0.7), district: totalGroup(0.5) }),
  release: z.object({ id: z.string(), files: z.array(z.string()).min(1) }),
});

const file = process.argv[2];
if (file === undefined) throw new Error('Give the file that holds the JSON of the demo.');
const result = resultSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
process.stdout.write(`demo: ${result.seconds.total} s in all, release ${result.release.id}\n`);
