import type { PlanSources } from '../activities/read-ground.ts';
import { hubGraph } from '../assets/hub-assets.ts';
import type { Control } from '../control/connect.ts';
import { type Settings, settingsHash } from '../schemas/settings.ts';
import { defaultTableParameters } from '../schemas/tables/parameters.ts';
import { duckdbDialect } from '../warehouse/duckdb/dialect.ts';
import { snowflakeDialect } from '../warehouse/snowflake/dialect.ts';

/** Where a command works plans out from: the same as the worker's, as long as both are of one build. */
export function planSourcesOf(settings: Settings, control: Control): PlanSources {
  return {
    control,
    graph: hubGraph,
    dialect: settings.warehouse === 'snowflake' ? snowflakeDialect : duckdbDialect,
    parameters: defaultTableParameters,
    settingsHash: settingsHash(settings),
  };
}
