import type { Warehouse } from '../warehouse/warehouse.ts';
import type { HubContext } from './hub-context.ts';
import type { PlanSources } from './read-ground.ts';

/** What of a worker's context plans are worked out from. */
export type PlanContext = Pick<HubContext, 'control' | 'graph' | 'parameters' | 'settingsHash'> & {
  readonly warehouse: Pick<Warehouse, 'dialect'>;
};

/** Where a worker works its plans out from. */
export function planSources({ control, graph, warehouse, parameters, settingsHash }: PlanContext): PlanSources {
  return { control, graph, dialect: warehouse.dialect, parameters, settingsHash };
}
