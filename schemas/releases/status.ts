import { z } from 'zod';

/**
 * The five public status codes. One code for everything withheld, so that the reason cannot be read off it.
 * PSEO flags and the symbols on screen are renderings of these.
 */
export const CELL_STATUSES = ['ok', 'banded', 'suppressed', 'not_applicable', 'not_available'] as const;
export const cellStatusSchema = z.enum(CELL_STATUSES);
export type CellStatus = z.infer<typeof cellStatusSchema>;
