import { reportingCalendarReference, schoolYearCalendarReference } from './calendars.ts';
import {
  cipFamilyReference,
  degreeLevelReference,
  naicsSectorReference,
  raceCodeReference,
} from './classifications.ts';
import { collegeReference } from './colleges.ts';
import { districtReference, schoolReference, townReference } from './places.ts';
import { cpiAnnualReference, cpiReference } from './prices.ts';
import type { ReferenceSet } from './reference-set.ts';

/** Every reference set the project ships, by name. One that others refer to comes before them. */
export const referenceSets: ReadonlyMap<string, ReferenceSet> = new Map(
  [
    townReference,
    districtReference,
    schoolReference,
    collegeReference,
    reportingCalendarReference,
    schoolYearCalendarReference,
    cpiReference,
    cpiAnnualReference,
    naicsSectorReference,
    cipFamilyReference,
    degreeLevelReference,
    raceCodeReference,
  ].map((set) => [set.name, set]),
);
