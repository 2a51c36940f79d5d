import { z } from 'zod';

/** What became of a social security number. Only `valid` ones are tokenized. */
export const SSN_STATUSES = ['valid', 'missing', 'invalid', 'test_number', 'itin'] as const;
export const ssnStatusSchema = z.enum(SSN_STATUSES);
export type SsnStatus = z.infer<typeof ssnStatusSchema>;

/**
 * The rules of the Social Security Administration and, for ITINs, of the IRS, as RE2-compatible patterns on nine
 * digits, so that TypeScript and SQL judge by the same text. Judged in this order; what matches none is valid.
 */
export const SSN_RULES: readonly { readonly status: SsnStatus; readonly pattern: string }[] = Object.freeze([
  {
    status: 'test_number',
    pattern: `123456789|078051120|219099999|${[...'0123456789'].map((digit) => `${digit}{9}`).join('|')}`,
  },
  { status: 'itin', pattern: '9[0-9]{2}(5[0-9]|6[0-5]|7[0-9]|8[0-8]|9[0-2]|9[4-9])[0-9]{4}' },
  { status: 'invalid', pattern: '(000|666|9[0-9]{2})[0-9]{6}|[0-9]{3}00[0-9]{4}|[0-9]{5}0000' },
]);

/** Nine digits, plain or with hyphens; 7 or 8 digits are a number whose leading zeros a spreadsheet dropped. */
export const SSN_SHAPE = '[0-9]{7,9}|[0-9]{3}-[0-9]{2}-[0-9]{4}';

const shape = new RegExp(`^(?:${SSN_SHAPE})$`);
const rules = SSN_RULES.map((rule) => ({ status: rule.status, pattern: new RegExp(`^(?:${rule.pattern})$`) }));

/** Nine digits, or null when the text is not shaped like a number. */
export function ssnDigits(text: string): string | null {
  return shape.test(text) ? text.replaceAll('-', '').padStart(9, '0') : null;
}

export function ssnStatus(digits: string | null): SsnStatus {
  if (digits === null) return 'invalid';
  return rules.find((rule) => rule.pattern.test(digits))?.status ?? 'valid';
}
