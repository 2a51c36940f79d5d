/**
 * Cross-field rules as data, so that one rule is executed by TypeScript row by row and by SQL set-based.
 * Operands are typed column values; a comparison with a null operand is unknown, and an unknown rule passes.
 */
export type Operand = { readonly column: string } | { readonly value: string | number | boolean };

export type Condition =
  | { readonly op: 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge'; readonly left: Operand; readonly right: Operand }
  | { readonly op: 'in'; readonly left: Operand; readonly values: readonly (string | number)[] }
  | { readonly op: 'isNull' | 'isNotNull'; readonly column: string }
  | { readonly op: 'and' | 'or'; readonly conditions: readonly Condition[] }
  | { readonly op: 'not'; readonly condition: Condition }
  | { readonly op: 'sumLe'; readonly columns: readonly string[]; readonly right: Operand };

/** A rule that every row must meet. A row that does not is quarantined with the rule's code. */
export interface RowRule {
  /** Stable code shown to the submitter, such as the agency's own error number. */
  readonly code: string;
  /** One sentence without any value of the row. */
  readonly message: string;
  /** When the rule applies. @default always */
  readonly when?: Condition;
  readonly require: Condition;
}
