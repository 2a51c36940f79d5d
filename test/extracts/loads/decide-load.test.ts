import { describe, expect, it } from 'vitest';
import { checkRowCount } from '../../../extracts/loads/decide-load.ts';
import type { SlotRegister } from '../../../extracts/loads/slot-register.ts';
import { type ExtractContract, ROW_COUNT_FLOOR } from '../../../schemas/contract/extract-contract.ts';
import { HeldForApprovalError } from '../../../schemas/errors.ts';
import { extractContracts } from '../../../schemas/extracts/index.ts';
import { plainContract } from './edge-bench.ts';

const slot = { extract: 'test.plain', submitter: '166629', period: '2025' };

/** Whether a file of so many rows is held after one of so many. */
function isHeld(contract: ExtractContract, before: number, rows: number): boolean {
  const register = { comparable: () => ({ period: '2024', rows_read: before }) } as unknown as SlotRegister;
  try {
    checkRowCount(contract, slot, rows, register, undefined);
    return false;
  } catch (error) {
    if (error instanceof HeldForApprovalError) return true;
    throw error;
  }
}

describe('a row count', () => {
  const { rowCountFloor: _floor, ...defaults } = plainContract;

  it('is not held for a difference of few rows, however many times the last period’s it is', () => {
    expect(isHeld(defaults, 1, 4)).toBe(false);
    expect(isHeld(defaults, 60, 60 - ROW_COUNT_FLOOR)).toBe(false);
    expect(isHeld(defaults, 1, 1 + ROW_COUNT_FLOOR)).toBe(false);
  });

  it('is held beyond that, both ways', () => {
    expect(isHeld(defaults, 60, 60 - ROW_COUNT_FLOOR - 1)).toBe(true);
    expect(isHeld(defaults, 1, 2 + ROW_COUNT_FLOOR)).toBe(true);
  });

  it('is held by share alone where many rows are within the tolerance', () => {
    expect(isHeld(defaults, 10_000, 14_000)).toBe(false);
    expect(isHeld(defaults, 10_000, 16_000)).toBe(true);
  });

  it('has the number of its contract where that names one', () => {
    expect(isHeld({ ...defaults, rowCountFloor: 500 }, 100, 600)).toBe(false);
    expect(isHeld({ ...defaults, rowCountFloor: 0 }, 1, 4)).toBe(true);
  });

  it('of a district that lost half its students is held in every extract shipped', () => {
    for (const contract of extractContracts.values()) expect(isHeld(contract, 1_000, 400), contract.key).toBe(true);
  });
});
