export { backfill, backfillProgress, pauseBackfill, resumeBackfill } from './backfill.ts';
export { evaluateLinkage } from './evaluate-linkage.ts';
export { explainPairs } from './explain-pairs.ts';
export { exportQuarantine } from './export-quarantine.ts';
export { materializeRun, runProgress } from './materialize-run.ts';
export { decideRelease, release, stagedRelease } from './release.ts';
export { retractLoad } from './retract-load.ts';
export { signAuditLog } from './sign-audit-log.ts';
export { checkWarehouse, migrateWarehouse } from './tend-warehouse.ts';
