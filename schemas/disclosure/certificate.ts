import { z } from 'zod';
import { declaredRelationSchema } from './suppression-spec.ts';

/** How published tables are made up: all that a reader needs to write down the sums between their cells. Public. */
export const publishedStructureSchema = z.strictObject({
  tables: z.array(
    z.strictObject({
      name: z.string(),
      file: z.string(),
      meaning: z.string(),
      measures: z.array(z.string()).min(1),
      dimensions: z.array(
        z.strictObject({
          column: z.string(),
          concept: z.string(),
          /** The code that is the total of all. */
          root: z.string(),
          /** Lines: a code and the codes that add up to it. */
          lines: z.array(z.strictObject({ total: z.string(), parts: z.array(z.string()).min(1) })),
        }),
      ),
    }),
  ),
  relations: z.array(declaredRelationSchema),
});
export type PublishedStructure = z.infer<typeof publishedStructureSchema>;

/**
 * Proof that withheld cells stay open: for each sensitive one, two tables that agree with everything published and reach
 * both ends of what must be possible. Private, since it says which cells are sensitive.
 */
export const disclosureCertificateSchema = z.strictObject({
  /** Withheld cells: a table, and the code of each of its dimensions. Witnesses name them by their place here. */
  cells: z.array(z.strictObject({ table: z.string(), codes: z.array(z.string()) })),
  witnesses: z.array(
    z.strictObject({
      /** 0: what is counted; 1: the amount. */
      measure: z.number().int().min(0).max(1),
      /** Cell and value, for the cells that the table is over. */
      values: z.array(z.tuple([z.number().int().min(0), z.number().min(0)])),
    }),
  ),
  protected: z.array(
    z.strictObject({
      cell: z.number().int().min(0),
      measure: z.number().int().min(0).max(1),
      low: z.number(),
      high: z.number(),
      lowWitness: z.number().int().min(0),
      highWitness: z.number().int().min(0),
    }),
  ),
});
export type DisclosureCertificate = z.infer<typeof disclosureCertificateSchema>;
