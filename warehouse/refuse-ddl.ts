import { InvariantError } from '../schemas/errors.ts';

const TEXT_NAME_OR_REMARK = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g;
const DDL = /^\s*(create|alter|drop|truncate|attach|detach|comment|grant|revoke|undrop|use)\b/i;
const TRANSACTION = /^\s*(begin|start|commit|end|rollback|abort)\b/i;

/**
 * Holds what runs inside a transaction to statements that every engine can roll back.
 * @throws InvariantError when one of the statements is DDL, which Snowflake would commit at, or ends the transaction
 */
export function refuseDdl(sql: string): void {
  for (const statement of sql.replaceAll(TEXT_NAME_OR_REMARK, ' ').split(';')) {
    if (DDL.test(statement)) throw new InvariantError('A transaction holds DDL, which Snowflake would commit at');
    if (TRANSACTION.test(statement)) {
      throw new InvariantError('A transaction holds a statement that begins or ends one', {
        hint: 'It is committed when its work resolves and rolled back when it rejects.',
      });
    }
  }
}
