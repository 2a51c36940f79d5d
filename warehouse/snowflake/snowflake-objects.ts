import type { EngineObject } from '../migrations/warehouse-object.ts';
import { STAGE } from './bulk-load.ts';
import { DAMERAU_LEVENSHTEIN } from './damerau-levenshtein.ts';

/** What the engine itself needs in the warehouse. */
export const snowflakeObjects: readonly EngineObject[] = Object.freeze([
  Object.freeze({
    kind: 'function',
    name: 'hub.damerau_levenshtein',
    statement: `CREATE OR REPLACE FUNCTION hub.damerau_levenshtein(a VARCHAR, b VARCHAR)
COPY GRANTS
RETURNS DOUBLE
LANGUAGE JAVASCRIPT
STRICT
IMMUTABLE
AS $$${DAMERAU_LEVENSHTEIN}$$`,
  }),
  Object.freeze({
    kind: 'stage',
    name: STAGE,
    statement: `CREATE STAGE IF NOT EXISTS ${STAGE} DIRECTORY = (ENABLE = FALSE)`,
  }),
]);
