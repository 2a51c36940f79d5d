import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openLanding } from '../../extracts/landing/landing.ts';
import { findCryptoModule } from '../../runtime/crypto-module.ts';
import { dataLayout } from '../../runtime/data-layout.ts';
import { openKeys } from '../../runtime/keys.ts';
import { silentReporter } from '../../runtime/reporter/silent.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import { checkLoads, type MirroredLoads } from './check-loads.ts';
import { differingFiles, type FilesPicture, pictureFiles } from './files-picture.ts';
import type { DeliveredSample } from './prepared-hub.ts';
import { differingTables, pictureWarehouse, type WarehousePicture } from './warehouse-picture.ts';

export interface Picture {
  readonly tables: WarehousePicture;
  readonly files: FilesPicture;
}

export interface Examination {
  readonly picture: Picture;
  /** What is wrong whatever the undisturbed run looked like. */
  readonly faults: readonly string[];
}

/** Looks at the data of a hub that is not up. */
export async function examineHub(data: string, mirrored: MirroredLoads, sample: DeliveredSample): Promise<Examination> {
  const layout = dataLayout(data);
  const keys = await openKeys({ folder: layout.keys, randomBytes, mayMake: false });
  const landing = openLanding({
    folder: layout.landing,
    landingKey: keys.landingKey,
    keyFolder: join(layout.keys, 'landing'),
  });
  const warehouse = await openDuckDb({
    path: layout.warehouse,
    vault: { path: layout.vault, key: keys.vaultKey },
    cryptoModule: await findCryptoModule({ reporter: silentReporter }),
    memoryLimit: '1GB',
  });
  try {
    const faults = await checkLoads(warehouse, landing, mirrored, sample);
    return { picture: { tables: await pictureWarehouse(warehouse), files: pictureFiles(layout) }, faults };
  } finally {
    await warehouse.close();
  }
}

/** How a hub's data differ from those of an undisturbed run. */
export function compareWith(undisturbed: Picture, found: Picture): string[] {
  return [
    ...differingTables(undisturbed.tables, found.tables).map((table) => `${table} is not as in an undisturbed run`),
    ...differingFiles(undisturbed.files, found.files).map((name) => `${name} is not as in an undisturbed run`),
  ];
}
