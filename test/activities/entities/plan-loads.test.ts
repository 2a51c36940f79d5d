import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchLoads } from '../../../activities/entities/plan-loads.ts';

const loads = fc
  .array(fc.record({ extract: fc.constantFrom('dese.sims', 'dua.wage'), rows_loaded: fc.nat(60) }), { maxLength: 20 })
  .map((drafts) =>
    drafts
      .toSorted((a, b) => a.extract.localeCompare(b.extract))
      .map((draft, index) => ({ ...draft, load_id: index + 1, token_key_id: 'key-1' })),
  );

test('batches hold every load once, in order, of one extract each, and no more rows than asked unless one load has more', () => {
  fc.assert(
    fc.property(loads, fc.integer({ min: 1, max: 100 }), (given, rowsPerBatch) => {
      const batches = batchLoads(given, rowsPerBatch);
      expect(batches.flat()).toEqual(given);
      for (const batch of batches) {
        expect(new Set(batch.map(({ extract }) => extract)).size).toBe(1);
        const rows = batch.reduce((sum, load) => sum + load.rows_loaded, 0);
        expect(batch.length === 1 || rows <= rowsPerBatch).toBe(true);
      }
    }),
  );
});
