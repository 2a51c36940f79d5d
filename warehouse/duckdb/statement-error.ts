import { WarehouseError } from '../warehouse-error.ts';

/** Kinds whose messages quote the statement, which holds names and no value; every other message may quote a row. */
const ABOUT_THE_STATEMENT = new Set(['Binder', 'Catalog', 'Parser', 'Syntax', 'Not implemented', 'Dependency']);
/** Kinds that can pass by themselves; a transaction's, because another one wrote the same rows at the same time. */
const PASSING = new Set(['IO', 'Out of Memory', 'INTERRUPT', 'TransactionContext', 'Transaction']);

/** An error of DuckDB as the hub's own, whose sentence holds no value of a row. */
export function statementError(cause: unknown): WarehouseError {
  const message = cause instanceof Error ? cause.message : String(cause);
  const kind = /^([A-Za-z ]+) Error/.exec(message)?.[1] ?? 'Unknown';
  const sentence = ABOUT_THE_STATEMENT.has(kind)
    ? `The warehouse refused a statement: ${message.split('\n')[0]}`
    : `The warehouse broke off a statement (${kind} error)`;
  // The message stays out of the cause, too: what logs and workflows keep of an error includes it.
  const stripped = new Error(kind);
  if (cause instanceof Error && cause.stack !== undefined) stripped.stack = cause.stack.replace(message, kind);
  return new WarehouseError(sentence, { retryable: PASSING.has(kind), cause: stripped });
}
