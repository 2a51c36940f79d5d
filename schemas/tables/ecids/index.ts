export { attrition } from './attrition.ts';
export { child } from './child.ts';
export { childOutcome } from './child-outcome.ts';
export { participation } from './participation.ts';
export { programOverlap } from './program-overlap.ts';
export { screening } from './screening.ts';
export { thirdGradeReading } from './third-grade-reading.ts';
