import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildAssetGraph } from '../../../assets/asset-graph.ts';
import { evaluateSelection } from '../../../assets/selection/evaluate-selection.ts';
import { ATTRIBUTES, type Reach, type SelectionExpression } from '../../../assets/selection/expression.ts';
import { parseSelection } from '../../../assets/selection/parse-selection.ts';
import { printSelection } from '../../../assets/selection/print-selection.ts';
import { tokenizeSelection } from '../../../assets/selection/tokenize.ts';
import { UsageError } from '../../../schemas/errors.ts';
import { asset } from '../made-up-assets.ts';

const SIZE = 12;
const graphs = fc.array(fc.tuple(fc.nat(SIZE - 1), fc.nat(SIZE - 1)), { maxLength: 30 }).map((pairs) =>
  buildAssetGraph(
    Array.from({ length: SIZE }, (_, to) => {
      const reads = new Set(pairs.filter(([a, b]) => b === to && a < b).map(([a]) => `n.a${a}`));
      return asset(`n.a${to}`, [...reads], { group: `g${to % 3}`, tags: to % 2 === 0 ? ['even'] : [] });
    }),
  ),
);

const leaves: fc.Arbitrary<SelectionExpression> = fc.oneof(
  fc.nat(SIZE - 1).map((index) => ({ kind: 'key' as const, pattern: `n.a${index}` })),
  fc.constantFrom('*', 'n.a1*', '*2', 'nosuch').map((pattern) => ({ kind: 'key' as const, pattern })),
  fc.constantFrom('g0', 'g1', 'g2').map((value) => ({ kind: 'attribute' as const, name: 'group' as const, value })),
  fc.constant({ kind: 'attribute' as const, name: 'tag' as const, value: 'even' }),
);
const words = fc
  .stringMatching(/^[a-z][a-z0-9_.*|?[\]-]{0,12}$/)
  .filter((word) => !['and', 'or', 'not'].includes(word));
const anyLeaves: fc.Arbitrary<SelectionExpression> = fc.oneof(
  words.map((pattern) => ({ kind: 'key' as const, pattern })),
  fc.tuple(fc.constantFrom(...ATTRIBUTES), words).map(([name, value]) => ({ kind: 'attribute' as const, name, value })),
);
const reaches: fc.Arbitrary<Reach> = fc.oneof(fc.nat(9), fc.constant('all' as const));

function expressions(leaf: fc.Arbitrary<SelectionExpression>): fc.Arbitrary<SelectionExpression> {
  return fc.letrec<{ node: SelectionExpression }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      leaf,
      fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), left: tie('node'), right: tie('node') }),
      fc.record({ kind: fc.constant('not' as const), of: tie('node') }),
      fc
        .record({ kind: fc.constant('reach' as const), of: tie('node'), up: reaches, down: reaches })
        .filter(({ up, down }) => up !== 0 || down !== 0),
    ),
  })).node;
}

const known = expressions(leaves);

describe('the text of a selection', () => {
  test('reads back as the expression it was printed from', () => {
    fc.assert(
      fc.property(expressions(anyLeaves), (expression) => {
        expect(parseSelection(printSelection(expression))).toEqual(expression);
      }),
      { numRuns: 1_000 },
    );
  });

  test('is refused with a sentence or read, and what is read prints to what reads the same', () => {
    const texts = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc
        .array(fc.constantFrom('a.b', '*', 'group:g', '+', '2', '(', ')', 'and', 'or', 'not', ' ', 'status:'), {
          maxLength: 14,
        })
        .map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        let expression: SelectionExpression;
        try {
          expression = parseSelection(text);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
          return;
        }
        expect(parseSelection(printSelection(expression))).toEqual(expression);
      }),
      { numRuns: 2_000 },
    );
  });

  test('is cut into pieces that make it up, spaces aside', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const tokens = tokenizeSelection(text);
        expect(tokens.map((token) => token.text).join('')).toBe(text.replaceAll(/\s/g, ''));
        for (const token of tokens) expect(text.startsWith(token.text, token.at)).toBe(true);
      }),
    );
  });

  test.each([
    ['a or b and not c', 'a or (b and (not c))'],
    ['not a and b', '(not a) and b'],
    ['not +a', 'not (+a)'],
    ['a b and c', 'a or (b and c)'],
    ['a or b or c', '(a or b) or c'],
    ['2+(a or b)+1', '2+(a or b)+1'],
    ['a+ b', '(a+) or b'],
    ['a +b', 'a or (+b)'],
    ['((a))', 'a'],
  ])('%j means %j', (text, meant) => {
    expect(parseSelection(text)).toEqual(parseSelection(meant));
  });

  test.each([
    ['a and', /ends where an asset is expected, at character 6/],
    ['and a', /"and" stands where an asset is expected, at character 1/],
    ['a or or b', /at character 6/],
    ['(a or b', /parenthesis at character 1 .* is never closed/],
    ['a) or b', /"\)" stands where an asset is expected, at character 2/],
    ['()', /at character 2/],
    ['a+b', /"b" at character 3 .* needs a space before it/],
    ['(a)(b)', /needs a space before it/],
    ['+ a', /"\+" stands where an asset is expected/],
    ['not', /ends where/],
    ['', /ends where an asset is expected, at character 1/],
    ['('.repeat(5_000), /nested more than/],
    ['not '.repeat(5_000), /nested more than/],
  ])('%j makes no sense, and says where', (text, sentence) => {
    expect(() => parseSelection(text)).toThrow(UsageError);
    expect(() => parseSelection(text)).toThrow(sentence);
  });
});

describe('what a selection means', () => {
  const same = (
    law: (
      a: SelectionExpression,
      b: SelectionExpression,
      c: SelectionExpression,
    ) => readonly [SelectionExpression, SelectionExpression],
  ) =>
    fc.assert(
      fc.property(graphs, known, known, known, (graph, a, b, c) => {
        const [left, right] = law(a, b, c);
        const keys = (of: SelectionExpression) => [...evaluateSelection({ graph }, of)].toSorted();
        expect(keys(left)).toEqual(keys(right));
      }),
    );
  const and = (left: SelectionExpression, right: SelectionExpression) => ({ kind: 'and' as const, left, right });
  const or = (left: SelectionExpression, right: SelectionExpression) => ({ kind: 'or' as const, left, right });
  const not = (of: SelectionExpression) => ({ kind: 'not' as const, of });
  const reach = (of: SelectionExpression, up: Reach, down: Reach) => ({ kind: 'reach' as const, of, up, down });
  const all: SelectionExpression = { kind: 'key', pattern: '*' };

  test('does not depend on the order of what is joined, nor on how it is grouped', () => {
    same((a, b) => [and(a, b), and(b, a)]);
    same((a, b) => [or(a, b), or(b, a)]);
    same((a, b, c) => [and(and(a, b), c), and(a, and(b, c))]);
    same((a, b, c) => [or(or(a, b), c), or(a, or(b, c))]);
  });

  test('distributes, absorbs, and turns over under not', () => {
    same((a, b, c) => [and(a, or(b, c)), or(and(a, b), and(a, c))]);
    same((a, b) => [or(a, and(a, b)), a]);
    same((a, b) => [not(and(a, b)), or(not(a), not(b))]);
    same((a, b) => [not(or(a, b)), and(not(a), not(b))]);
    same((a) => [not(not(a)), a]);
    same((a) => [or(a, not(a)), all]);
    same((a) => [and(a, a), a]);
  });

  test('reaches from a union as from its parts, step by step as at once, and no further than all', () => {
    same((a, b) => [reach(or(a, b), 2, 'all'), or(reach(a, 2, 'all'), reach(b, 2, 'all'))]);
    same((a) => [reach(reach(a, 1, 0), 2, 0), reach(a, 3, 0)]);
    same((a) => [reach(reach(a, 0, 1), 0, 2), reach(a, 0, 3)]);
    same((a) => [reach(a, SIZE, 0), reach(a, 'all', 0)]);
    same((a) => [reach(a, 'all', 1), or(reach(a, 'all', 0), reach(a, 0, 1))]);
    same((a) => [or(a, reach(a, 1, 1)), reach(a, 1, 1)]);
  });
});
