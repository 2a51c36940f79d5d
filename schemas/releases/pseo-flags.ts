import type { CellStatus } from './status.ts';

/**
 * The status flags of the Census Bureau's PSEO files (LEHD schema, label_flags) for the five codes. PSEO has no flag
 * for a band, and its tables have none: the flag of a value worked out from released ones stands for it.
 */
export const PSEO_FLAGS: Readonly<Record<CellStatus, number>> = Object.freeze({
  ok: 1,
  banded: 6,
  suppressed: 5,
  not_applicable: -2,
  not_available: -1,
});
