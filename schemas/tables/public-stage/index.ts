export { earlyCollegeStudent } from './early-college-student.ts';
export { earningsCell } from './earnings-cell.ts';
export { graduateEarnings } from './graduate-earnings.ts';
export { studentGroup } from './student-group.ts';
