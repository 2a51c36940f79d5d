import type { AssetGraph } from '../assets/asset-graph.ts';
import type { Control } from '../control/connect.ts';
import type { Landing } from '../extracts/landing/landing.ts';
import type { EdgeStation } from '../extracts/loads/ingest-request.ts';
import type { TokenKey } from '../extracts/tokens/token-key.ts';
import type { TableParameters } from '../schemas/tables/parameters.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import type { Step } from './step.ts';

/** What the steps write to the log: constant sentences, and fields of the log's own allow-list. */
export interface StepLog {
  info(message: string, fields?: Readonly<Record<string, string | number | boolean>>): void;
  error(message: string, error: unknown, fields?: Readonly<Record<string, string | number | boolean>>): void;
}

/** Everything a step may touch. One a worker; made when the worker starts and closed when it stops. */
export interface HubContext {
  readonly warehouse: Warehouse;
  /** Where files are judged, when the warehouse is elsewhere. */
  readonly edge: EdgeStation | undefined;
  readonly control: Control;
  readonly graph: AssetGraph;
  /** What the assets' makers name. */
  readonly steps: ReadonlyMap<string, Step>;
  readonly landing: Landing;
  readonly tokenKey: TokenKey;
  /** Private key that breaks ties of disclosure control, so that its choices repeat and cannot be guessed. */
  readonly tieBreakKey: string;
  /** Folder of everything the hub keeps; manifests are named relative to it. */
  readonly dataRoot: string;
  readonly releasesFolder: string;
  /** What of people's values staff see when they explain or review pairs. */
  readonly reviewValues: 'none' | 'masked' | 'shown';
  readonly parameters: TableParameters;
  readonly log: StepLog;
  readonly now: () => Date;
  readonly codeVersion: string;
  readonly settingsHash: string;
}
