import { createHmac, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { HubContext } from '../activities/hub-context.ts';
import type { Step } from '../activities/step.ts';
import { steps } from '../activities/steps.ts';
import { standingObjects } from '../activities/warehouse-objects.ts';
import type { AssetGraph } from '../assets/asset-graph.ts';
import { hubGraph } from '../assets/hub-assets.ts';
import { connectControl } from '../control/connect.ts';
import { openLanding } from '../extracts/landing/landing.ts';
import { repairLoads } from '../extracts/loads/repair-loads.ts';
import { discardUnfinishedReleases } from '../publish/release-folders.ts';
import { ConflictError, UsageError } from '../schemas/errors.ts';
import { extractContracts } from '../schemas/extracts/index.ts';
import { type Settings, settingsHash } from '../schemas/settings.ts';
import { defaultTableParameters } from '../schemas/tables/parameters.ts';
import { migrateWarehouse, pendingObjects } from '../warehouse/migrations/migrate-warehouse.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { codeVersion } from './code-version.ts';
import type { DataLayout } from './data-layout.ts';
import { openKeys } from './keys.ts';
import type { Log } from './log.ts';
import { openWarehouse } from './open-warehouse.ts';

/** Assets, and the steps that they name. */
export interface Making {
  readonly graph: AssetGraph;
  readonly steps: ReadonlyMap<string, Step>;
}

export interface OpenHubContextOptions extends Partial<Making> {
  readonly settings: Settings;
  readonly layout: DataLayout;
  readonly log: Log;
}

export interface OpenedHubContext {
  readonly context: HubContext;
  close(): Promise<void>;
}

/** Opens the warehouse with its vault, brings both to today's schema, and mends what a crash left half done. */
export async function openHubContext(options: OpenHubContextOptions): Promise<OpenedHubContext> {
  const { settings, layout, log } = options;
  if (settings.controlUrl === undefined) {
    throw new UsageError('The worker was given no control store', {
      hint: 'It is started by hub up, hub demo and the like.',
    });
  }
  const keys = await openKeys({
    folder: layout.keys,
    randomBytes,
    mayMake: !existsSync(layout.vault),
    secretCommand: settings.secretCommand,
  });
  const { warehouse, edge, ...opened } = await openWarehouse({
    settings,
    layout,
    vaultKey: keys.vaultKey,
    environment: process.env,
  });
  const control = connectControl(settings.controlUrl);
  const close = async () => {
    await control.destroy();
    await opened.close();
  };
  try {
    await bringUpToDate(warehouse);
    await repairLoads(warehouse, extractContracts.values());
    const landing = openLanding({
      folder: layout.landing,
      landingKey: keys.landingKey,
      keyFolder: join(layout.keys, 'landing'),
    });
    await landing.discardUnfinished();
    await discardUnfinishedReleases(layout.releases);
    const context: HubContext = Object.freeze({
      warehouse,
      edge,
      control,
      graph: options.graph ?? hubGraph,
      steps: options.steps ?? steps,
      landing,
      tokenKey: keys.ssnTokenKey,
      tieBreakKey: createHmac('sha256', keys.landingKey).update('disclosure tie-break').digest('hex'),
      dataRoot: layout.root,
      releasesFolder: layout.releases,
      reviewValues: settings.reviewValues,
      parameters: defaultTableParameters,
      log,
      now: () => new Date(),
      codeVersion: codeVersion(),
      settingsHash: settingsHash(settings),
    });
    return { context, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * The embedded warehouse is brought to today's objects. Elsewhere the worker has no right to make them, and would find
 * out one by one.
 * @throws ConflictError when objects are missing or changed
 */
async function bringUpToDate(warehouse: Warehouse): Promise<void> {
  if (warehouse.engine === 'duckdb') {
    await migrateWarehouse(warehouse, standingObjects);
    return;
  }
  const pending = await pendingObjects(warehouse, standingObjects);
  if (pending.length === 0) return;
  throw new ConflictError(`The warehouse lacks ${pending.length} of the objects that this version of the hub needs`, {
    hint: 'Run hub warehouse migrate as the role that owns them; hub warehouse check lists them.',
    fields: { objects: pending.slice(0, 5).map(({ object }) => object.name) },
  });
}
