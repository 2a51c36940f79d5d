import type { ExtractContract } from '../contract/extract-contract.ts';
import { UsageError } from '../errors.ts';
import { rosterExtract } from './bridge/roster.ts';
import { mcasExtract } from './dese/mcas.ts';
import { screeningExtract } from './dese/screening.ts';
import { scsExtract } from './dese/scs.ts';
import { simsExtract } from './dese/sims.ts';
import { courseExtract } from './dhe/course.ts';
import { degreeExtract } from './dhe/degree.ts';
import { enrollmentExtract } from './dhe/enrollment.ts';
import { employerExtract } from './dua/employer.ts';
import { wageExtract } from './dua/wage.ts';
import { childExtract } from './eec/child.ts';
import { participationExtract } from './eec/participation.ts';
import { studentTrackerExtract } from './nsc/studenttracker.ts';

/** Every extract the hub accepts, by key. */
export const extractContracts: ReadonlyMap<string, ExtractContract> = new Map(
  [
    simsExtract,
    scsExtract,
    mcasExtract,
    screeningExtract,
    enrollmentExtract,
    courseExtract,
    degreeExtract,
    studentTrackerExtract,
    childExtract,
    participationExtract,
    wageExtract,
    employerExtract,
    rosterExtract,
  ].map((contract) => [contract.key, contract]),
);

/**
 * The contract of one extract.
 * @param key such as `dese.sims`
 * @throws UsageError when the hub accepts no such extract.
 */
export function extractContract(key: string): ExtractContract {
  const contract = extractContracts.get(key);
  if (contract === undefined) {
    throw new UsageError(`${JSON.stringify(key)} is not an extract the hub accepts`, {
      hint: `Known extracts: ${[...extractContracts.keys()].join(', ')}.`,
    });
  }
  return contract;
}
