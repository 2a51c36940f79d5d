import { describe, expect, it } from 'vitest';
import { refuseFuture, slotOf } from '../../../extracts/loads/slot.ts';
import { UsageError } from '../../../schemas/errors.ts';
import { extractContract } from '../../../schemas/extracts/index.ts';

describe('a period', () => {
  const judge = (extract: string, submitter: string, period: string, today: string) => {
    const contract = extractContract(extract);
    refuseFuture(contract, slotOf(contract, submitter, period), new Date(`${today}T12:00:00Z`));
  };

  it.each([
    ['dese.sims', '00350000', '2024-10', '2024-09-30', '2024-10-01'],
    // 1 March 2025 is a Saturday.
    ['dese.sims', '00350000', '2025-03', '2025-03-02', '2025-03-03'],
    ['dese.scs', '00350000', '2025-06', '2025-05-31', '2025-06-01'],
    ['dese.mcas', 'DESE', '2025', '2024-06-30', '2024-07-01'],
    ['dhe.enrollment', '166133', '2025U', '2025-04-30', '2025-05-01'],
    ['dhe.enrollment', '166133', '2025F', '2025-07-31', '2025-08-01'],
    ['dua.wage', 'DUA', '2025Q4', '2025-09-30', '2025-10-01'],
    ['eec.child', 'EEC', '2025-06-30', '2025-06-29', '2025-06-30'],
  ])('of %s (%s, %s) is refused on %s and accepted on %s', (extract, submitter, period, before, opens) => {
    expect(() => judge(extract, submitter, period, before)).toThrow(UsageError);
    expect(() => judge(extract, submitter, period, before)).toThrow(`it opens on ${opens}`);
    expect(() => judge(extract, submitter, period, opens)).not.toThrow();
  });
});
