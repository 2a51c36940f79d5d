import type { PublicTableDefinition } from '../define-public-table.ts';
import {
  earlyCollegeCredits,
  earlyCollegeOutcomes,
  earlyCollegeParticipation,
  innovationPathwaysParticipation,
} from './early-college.ts';
import { earningsByAttainment, earningsByGroup, earningsByHighSchoolType, earningsByMajor } from './earnings.ts';
import { collegeCareerOutcomes } from './outcomes.ts';
import { pseoEarnings } from './pseo-earnings.ts';
import { thirdGradeReading } from './third-grade-reading.ts';

/** Every public table, in the order of the data directory. */
export const publicTables: readonly PublicTableDefinition[] = Object.freeze([
  earlyCollegeParticipation,
  earlyCollegeCredits,
  earlyCollegeOutcomes,
  innovationPathwaysParticipation,
  collegeCareerOutcomes,
  earningsByGroup,
  earningsByAttainment,
  earningsByHighSchoolType,
  earningsByMajor,
  thirdGradeReading,
  pseoEarnings,
]);
