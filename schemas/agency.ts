import { z } from 'zod';

/** The owners of data. `HUB` owns what the hub itself derives. */
export const agencySchema = z.enum(['EEC', 'DESE', 'DHE', 'DUA', 'NSC', 'HUB']);
export type Agency = z.infer<typeof agencySchema>;
