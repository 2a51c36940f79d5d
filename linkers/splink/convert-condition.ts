import type { Condition } from '../../schemas/link-model/condition.ts';
import type { ColumnNames } from './column-names.ts';
import { splitSql, withoutParentheses } from './split-sql.ts';

const SIDE = '(?:"([^"]+)_([lr])"|(\\w+)_([lr])|([lr])\\."?(\\w+)"?)';
const TEXT_OF_SIDE = `(?:CAST\\(\\s*${SIDE}\\s+AS\\s+(?:TEXT|VARCHAR)\\s*\\)|${SIDE})`;
const EQUAL = new RegExp(`^${SIDE}\\s*=\\s*${SIDE}$`, 'i');
const SIMILARITY = new RegExp(
  `^(jaro_winkler_similarity|levenshtein|damerau_levenshtein)\\(\\s*${TEXT_OF_SIDE}\\s*,\\s*${TEXT_OF_SIDE}\\s*\\)\\s*(>=|<=|<|>)\\s*([0-9.]+)$`,
  'i',
);
const DAYS = new RegExp(
  `^ABS\\(\\s*EPOCH\\((?:try_strptime\\()?\\s*${SIDE}[^)]*\\)?\\)\\s*-\\s*EPOCH\\((?:try_strptime\\()?\\s*${SIDE}[^)]*\\)?\\)\\s*\\)\\s*<=\\s*([0-9.]+)$`,
  'i',
);
const SECONDS_A_DAY = 86_400;
const LISTS = /\b(list_|array_|unnest|len\s*\()/i;

/** Thrown with what is not understood; the caller says where it stands. */
export class UnknownConditionError extends Error {}

interface Side {
  readonly column: string;
  readonly side: 'l' | 'r';
}

/**
 * Turns a level's SQL into a condition. What is not recognized stays SQL, bound to `l.column` and `r.column`.
 * @param note called with what a reader should know
 * @throws UnknownConditionError for lists, which the model does not have
 */
export function convertCondition(sql: string, names: ColumnNames, note: (text: string) => void): Condition {
  const text = withoutParentheses(sql);
  const ands = splitSql(text, 'AND');
  const reversed = ands.length === 2 ? reversedColumns(ands, names) : undefined;
  if (reversed !== undefined) return reversed;
  // AND binds closer than OR.
  const ors = splitSql(text, 'OR');
  if (ors.length > 1) return { type: 'any', of: ors.map((part) => convertCondition(part, names, note)) };
  if (ands.length > 1) return { type: 'all', of: ands.map((part) => convertCondition(part, names, note)) };
  return simple(text, names) ?? custom(text, names, note);
}

function simple(text: string, names: ColumnNames): Condition | undefined {
  const equal = sides(EQUAL.exec(text)?.slice(1));
  if (equal !== undefined && opposite(equal)) return { type: 'exact', column: names.column(equal[0].column) };

  const similarity = SIMILARITY.exec(text);
  const compared = sides(similarity?.slice(2, -2));
  if (similarity !== null && compared !== undefined && opposite(compared)) {
    const column = names.column(compared[0].column);
    const [measure, sign, limit] = [similarity[1]!.toLowerCase(), similarity.at(-2), Number(similarity.at(-1))];
    if (measure === 'jaro_winkler_similarity' && sign === '>=')
      return { type: 'jaro_winkler', column, at_least: limit };
    if (measure !== 'jaro_winkler_similarity' && sign === '<=' && Number.isInteger(limit)) {
      return { type: measure as 'levenshtein' | 'damerau_levenshtein', column, at_most: limit };
    }
  }

  const days = DAYS.exec(text);
  const dates = sides(days?.slice(1, -1));
  if (days !== null && dates !== undefined && opposite(dates)) {
    const column = names.column(dates[0].column);
    const most = Math.floor(Number(days.at(-1)) / SECONDS_A_DAY);
    // The column stays text, since other levels count its edits.
    return {
      type: 'custom',
      sql: `ABS({{ days_between(TRY_CAST(l.${column} AS DATE), TRY_CAST(r.${column} AS DATE)) }}) <= ${most}`,
    };
  }
  return undefined;
}

function reversedColumns(parts: readonly string[], names: ColumnNames): Condition | undefined {
  const [first, second] = parts.map((part) => sides(EQUAL.exec(withoutParentheses(part))?.slice(1)));
  if (first === undefined || second === undefined) return undefined;
  const of = (pair: readonly [Side, Side], side: 'l' | 'r') => pair.find((one) => one.side === side)?.column;
  const [l1, r1, l2, r2] = [of(first, 'l'), of(first, 'r'), of(second, 'l'), of(second, 'r')];
  if (l1 === undefined || r1 === undefined || l1 === r1 || l1 !== r2 || r1 !== l2) return undefined;
  return { type: 'columns_reversed', columns: [names.column(l1), names.column(r1)] };
}

function custom(text: string, names: ColumnNames, note: (text: string) => void): Condition {
  if (LISTS.test(text)) throw new UnknownConditionError(`"${text}" works on lists, which a link model does not have`);
  const sql = text.replaceAll(
    new RegExp(SIDE, 'gi'),
    (_, quoted?: string, quotedSide?: string, bare?: string, bareSide?: string, dotSide?: string, dotted?: string) =>
      `${(quotedSide ?? bareSide ?? dotSide)!.toLowerCase()}.${names.column((quoted ?? bare ?? dotted)!)}`,
  );
  note(`kept as SQL: ${sql}`);
  return { type: 'custom', sql };
}

/** The two sides that a pattern's groups captured, six for each place where one may stand. */
function sides(groups: readonly (string | undefined)[] | undefined): readonly [Side, Side] | undefined {
  const found: Side[] = [];
  for (let at = 0; at + 6 <= (groups?.length ?? 0); at += 6) {
    const [quoted, quotedSide, bare, bareSide, dotSide, dotted] = groups!.slice(at, at + 6);
    const column = quoted ?? bare ?? dotted;
    const side = (quotedSide ?? bareSide ?? dotSide)?.toLowerCase();
    if (column !== undefined && (side === 'l' || side === 'r')) found.push({ column, side });
  }
  return found.length === 2 ? (found as unknown as readonly [Side, Side]) : undefined;
}

function opposite([a, b]: readonly [Side, Side]): boolean {
  return a.column === b.column && a.side !== b.side;
}
