import { UsageError } from '../../schemas/errors.ts';
import { ASSET_STATUSES } from './asset-status.ts';
import { attributeValues } from './attribute-values.ts';
import { evaluateSelection, matchesOf, type SelectionGround } from './evaluate-selection.ts';
import { type SelectionExpression, type SelectionTerm, termsOf, termText } from './expression.ts';
import { nearest } from './nearest.ts';
import { parseSelection } from './parse-selection.ts';

const SHOWN_BY_LIST = '`hub assets list` shows all.';

/** Whether a selection asks how assets stand, which only the control store knows. @throws UsageError */
export function asksForStatus(terms: readonly string[]): boolean {
  return termsOf(parseSelection(terms.join(' '))).some((term) => term.kind === 'attribute' && term.name === 'status');
}

/**
 * The assets that a selection means, in the order in which they are made. Several texts are a union, like words with
 * spaces between them.
 *
 * @throws UsageError when it makes no sense, when a term of it can match nothing, with the nearest that would, or when
 *   all of it together means no asset
 */
export function selectAssets(ground: SelectionGround, terms: readonly string[]): readonly string[] {
  const expression = readable(ground, terms.join(' '));
  for (const term of termsOf(expression)) refuseUnknown(ground, term);
  const chosen = evaluateSelection(ground, expression);
  if (chosen.size > 0) return ground.graph.order.filter((key) => chosen.has(key));
  throw new UsageError(`No asset is all that ${JSON.stringify(terms.join(' '))} asks for`, {
    hint: '`hub assets list` takes the same selection, a part at a time.',
  });
}

function readable({ graph }: SelectionGround, text: string): SelectionExpression {
  try {
    return parseSelection(text);
  } catch (error) {
    if (!(error instanceof UsageError) || error.hint !== undefined) throw error;
    throw new UsageError(error.message, { hint: suggestion(text, graph.order), cause: error });
  }
}

/** A word that no asset could ever answer to is a mistake; a status that none has just now is not. */
function refuseUnknown(ground: SelectionGround, term: SelectionTerm): void {
  const { graph } = ground;
  if (term.kind === 'key') {
    if (matchesOf(ground, term).length > 0) return;
    throw new UsageError(`No asset matches ${JSON.stringify(termText(term))}`, {
      hint: suggestion(term.pattern, graph.order),
    });
  }
  const known =
    term.name === 'status'
      ? ASSET_STATUSES
      : [...new Set(graph.order.flatMap((key) => attributeValues(ground, key, term.name)))].toSorted();
  const matches =
    term.name === 'status' ? (known as readonly string[]).includes(term.value) : matchesOf(ground, term).length > 0;
  if (matches) return;
  throw new UsageError(`No asset matches ${JSON.stringify(termText(term))}`, {
    hint:
      known.length === 0
        ? `No asset has a ${term.name}.`
        : suggestion(
            termText(term),
            known.map((value) => `${term.name}:${value.toLowerCase()}`),
          ),
  });
}

function suggestion(wrong: string, known: readonly string[]): string {
  const [first, ...others] = nearest(wrong, known, 3);
  return `The nearest is ${first}; ${others.length === 0 ? '' : `others are ${others.join(' and ')}; `}${SHOWN_BY_LIST}`;
}
