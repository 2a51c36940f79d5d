import { afterAll, beforeAll, describe, test } from 'vitest';
import { type Control, connectControl } from '../../control/connect.ts';
import { migrateControl } from '../../control/migrate.ts';
import { auditLogSuite } from './audit-log-suite.ts';
import { migrationsSuite } from './migrations-suite.ts';
import { recordsSuite } from './records-suite.ts';
import { runsSuite } from './runs-suite.ts';
import { type DisposableStore, openPglite, openPostgres, postgresPrograms } from './stores.ts';

const engines = [
  { engine: 'PGlite', open: openPglite, missing: false },
  { engine: 'PostgreSQL 15', open: openPostgres, missing: postgresPrograms === undefined },
];

describe.each(engines)('the control store on $engine', ({ open, missing }) => {
  if (missing) {
    test.skip('is not tried: its programs are not on this machine', () => undefined);
    return;
  }

  let store: DisposableStore;
  let control: Control;
  beforeAll(async () => {
    store = await open();
    control = connectControl(store.url);
    await migrateControl(control);
  });
  afterAll(async () => {
    await control.destroy();
    await store.dispose();
  });

  migrationsSuite(
    () => control,
    () => store.url,
  );
  runsSuite(() => control);
  recordsSuite(() => control);
  auditLogSuite(() => control);
});
