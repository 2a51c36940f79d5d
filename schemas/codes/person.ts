import type { CodeList } from './code-list.ts';

export const GENDER: CodeList = Object.freeze({ F: 'Female', M: 'Male', N: 'Nonbinary' });

/** `00` no, `01` yes: how SIMS writes most of its flags. */
export const NO_YES: CodeList = Object.freeze({ '00': 'No', '01': 'Yes' });
