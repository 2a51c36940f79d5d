import type { Role } from './protection-plan.ts';

/** A statement of protection, complete and safe to repeat. */
export interface ProtectionStatement {
  readonly text: string;
  /** `schema.table` that it is about. Skipped while that is not there: a table that a build makes comes later. */
  readonly table?: string;
  /** A table takes its row access policy once; skipped where it has one. @default false */
  readonly onceOnly?: boolean;
}

/** Statements that belong together. */
export interface ProtectionSection {
  readonly title: string;
  /** Who runs it: a role of the hub, or the account's administrator. */
  readonly runBy: Role | 'account administrator';
  readonly statements: readonly ProtectionStatement[];
}
