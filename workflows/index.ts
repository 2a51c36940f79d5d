export { evaluateLinkage } from './evaluate-linkage.ts';
export { materializeRun, runProgress } from './materialize-run.ts';
export { decideRelease, release, stagedRelease } from './release.ts';
export { retractLoad } from './retract-load.ts';
