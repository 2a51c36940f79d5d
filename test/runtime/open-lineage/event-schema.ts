import { z } from 'zod';

/** The parts of OpenLineage 2-0-2 that the hub's events use, as the specification states them; others are refused. */
const facet = {
  _producer: z.string().regex(/^[a-z][a-z0-9+.-]*:\S+$/),
  _schemaURL: z.string().regex(/^https:\/\/openlineage\.io\/spec\/facets\/\d+-\d+-\d+\/\w+\.json#\/\$defs\/\w+$/),
};
const named = { namespace: z.string().min(1), name: z.string().min(1) };
const schema = z.strictObject({
  ...facet,
  fields: z.array(z.strictObject({ name: z.string(), type: z.string(), description: z.string() })),
});
const inputField = z.strictObject({
  ...named,
  field: z.string(),
  transformations: z.array(
    z.strictObject({
      type: z.enum(['DIRECT', 'INDIRECT']),
      subtype: z.string(),
      description: z.string(),
      masking: z.boolean(),
    }),
  ),
});
const columnLineage = z.strictObject({
  ...facet,
  fields: z.record(z.string(), z.strictObject({ inputFields: z.array(inputField) })),
  dataset: z.array(inputField),
});
const runId = z.uuid();

export const lineageEventSchema = z.strictObject({
  eventType: z.enum(['START', 'RUNNING', 'COMPLETE', 'ABORT', 'FAIL', 'OTHER']),
  eventTime: z.iso.datetime(),
  producer: z.string().regex(/^[a-z][a-z0-9+.-]*:\S+$/),
  schemaURL: z.literal('https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent'),
  run: z.strictObject({
    runId,
    facets: z.strictObject({
      parent: z.strictObject({ ...facet, run: z.strictObject({ runId }), job: z.strictObject(named) }).optional(),
      errorMessage: z
        .strictObject({ ...facet, message: z.string().min(1), programmingLanguage: z.string() })
        .optional(),
      processing_engine: z.strictObject({ ...facet, name: z.string(), version: z.string() }).optional(),
    }),
  }),
  job: z.strictObject({
    ...named,
    facets: z.strictObject({
      jobType: z.strictObject({
        ...facet,
        processingType: z.literal('BATCH'),
        integration: z.string(),
        jobType: z.string(),
      }),
    }),
  }),
  inputs: z.array(z.strictObject({ ...named, facets: z.strictObject({ schema: schema.optional() }).optional() })),
  outputs: z.array(
    z.strictObject({
      ...named,
      facets: z.strictObject({ schema: schema.optional(), columnLineage: columnLineage.optional() }).optional(),
      outputFacets: z
        .strictObject({ outputStatistics: z.strictObject({ ...facet, rowCount: z.number().int().nonnegative() }) })
        .optional(),
    }),
  ),
});
