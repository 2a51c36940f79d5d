import type { PairExplanation, WaterfallBar } from './pair-explanation.ts';

/** Stands for a character on which both values agree. */
const AGREED = '•';

/** Stands for a value of which nothing is worth showing. */
const HIDDEN = AGREED.repeat(8);

/** Hashes: what they share and where they differ says nothing. */
function isToken(value: string | null): boolean {
  return value !== null && /^[0-9a-f]{32,}$/i.test(value);
}

/**
 * Hides the characters on which two values agree and shows those in which they differ, which is what a judgment needs.
 * A value without a partner is hidden but for its length. After Kum, Krishnamurthy, Machanavajjhala, Reiter and Ahalt
 * (2014), who found judgments about as good on such displays.
 */
export function maskAgreement(left: string | null, right: string | null): readonly [string | null, string | null] {
  if (isToken(left) || isToken(right)) return [left === null ? null : HIDDEN, right === null ? null : HIDDEN];
  const [l, r] = [[...(left ?? '')], [...(right ?? '')]];
  const agreed = commonCharacters(l, r);
  const hide = (characters: readonly string[], kept: ReadonlySet<number>) =>
    characters.map((character, at) => (kept.has(at) ? AGREED : character)).join('');
  const alone = (value: string) => AGREED.repeat([...value].length);
  if (left === null || right === null)
    return [left === null ? null : alone(left), right === null ? null : alone(right)];
  // Values with little in common would be shown nearly whole, and it is enough to know that they differ.
  if (agreed.length * 2 < Math.max(l.length, r.length)) return [alone(left), alone(right)];
  return [hide(l, new Set(agreed.map(([at]) => at))), hide(r, new Set(agreed.map(([, at]) => at)))];
}

/** The places of a longest common subsequence. */
function commonCharacters(l: readonly string[], r: readonly string[]): readonly (readonly [number, number])[] {
  const longest = Array.from({ length: l.length + 1 }, () => new Array<number>(r.length + 1).fill(0));
  for (let i = l.length - 1; i >= 0; i--) {
    for (let j = r.length - 1; j >= 0; j--) {
      longest[i]![j] = l[i] === r[j] ? longest[i + 1]![j + 1]! + 1 : Math.max(longest[i + 1]![j]!, longest[i]![j + 1]!);
    }
  }
  const places: [number, number][] = [];
  for (let i = 0, j = 0; i < l.length && j < r.length; ) {
    if (l[i] === r[j]) places.push([i++, j++]);
    else if (longest[i + 1]![j]! >= longest[i]![j + 1]!) i++;
    else j++;
  }
  return places;
}

/** The explanation with the values of some columns masked. */
export function maskColumns(explanation: PairExplanation, masks: (column: string) => boolean): PairExplanation {
  const masked = (bar: WaterfallBar): WaterfallBar => ({
    ...bar,
    values: bar.values.map((value) => {
      if (!masks(value.column)) return value;
      const [left, right] = maskAgreement(value.left, value.right);
      return { column: value.column, left, right };
    }),
  });
  return {
    ...explanation,
    passes: explanation.passes.map((pass) =>
      pass.type === 'fellegi_sunter' ? { ...pass, bars: pass.bars.map(masked) } : pass,
    ),
  };
}
