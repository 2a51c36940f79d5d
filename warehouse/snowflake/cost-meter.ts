import { CostLimitError } from '../../schemas/errors.ts';
import type { QueryTag, Spent } from '../warehouse.ts';

export interface CostMeterOptions {
  /** Credits after which a run sends no further statement. @default no limit */
  readonly runCreditLimit?: number | undefined;
  /** Credits that the virtual warehouse uses in an hour; asked for once. */
  readonly creditsAnHour: () => Promise<number>;
}

/**
 * What the statements of runs and assets have cost so far, estimated as they end: their time at the price of the virtual
 * warehouse. Statements beside one another are counted each; what a warehouse costs while it idles, or a first minute that
 * is not used up, is no statement's and not in it. One process remembers: a worker that starts again begins at nothing.
 */
export interface CostMeter {
  /** @throws CostLimitError when the run has used up what it may */
  admit(tag: QueryTag | undefined): Promise<void>;
  charge(tag: QueryTag | undefined, seconds: number): void;
  spent(tag: QueryTag): Promise<Spent>;
}

export function costMeter({ runCreditLimit, creditsAnHour }: CostMeterOptions): CostMeter {
  const used = new Map<string, { statements: number; seconds: number }>();
  const places = ({ run, asset }: QueryTag) => [
    keyOf({ run }),
    ...(asset === undefined ? [] : [keyOf({ run, asset })]),
  ];
  const spent = async (tag: QueryTag): Promise<Spent> => {
    const { statements = 0, seconds = 0 } = used.get(keyOf(tag)) ?? {};
    return Object.freeze({ statements, seconds, credits: (seconds / 3_600) * (await creditsAnHour()) });
  };
  return {
    spent,
    admit: async (tag) => {
      if (runCreditLimit === undefined || tag?.run === undefined) return;
      // Asking for the price is a statement, too: nobody has spent anything before the first.
      if (!used.has(keyOf({ run: tag.run }))) return;
      const { credits } = await spent({ run: tag.run });
      if (credits < runCreditLimit) return;
      throw new CostLimitError(`Run ${tag.run} has used ${credits.toFixed(2)} credits, and may use ${runCreditLimit}`, {
        hint: 'What is made stays. Look at hub warehouse cost for where it went; SNOWFLAKE_RUN_CREDIT_LIMIT sets the limit.',
        fields: { run: tag.run, credits, limit: runCreditLimit },
      });
    },
    charge: (tag, seconds) => {
      if (tag?.run === undefined) return;
      for (const place of places(tag)) {
        const sum = used.get(place) ?? { statements: 0, seconds: 0 };
        used.set(place, { statements: sum.statements + 1, seconds: sum.seconds + seconds });
      }
    },
  };
}

function keyOf({ run, asset }: QueryTag): string {
  return JSON.stringify([run ?? null, asset ?? null]);
}
