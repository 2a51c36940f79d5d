import { Command } from 'commander';
import { formatDistanceStrict } from 'date-fns';
import { type Freshness, freshnessOf } from '../../assets/freshness.ts';
import { hubGraph } from '../../assets/hub-assets.ts';
import { newestData } from '../../control/newest-data.ts';
import { ExitCode } from '../../schemas/errors.ts';
import { counted } from '../counted.ts';
import { type GlobalOptions, globalOptions } from '../options.ts';
import { printJson, say } from '../output.ts';
import { textTable } from '../text-table.ts';
import { withHub } from '../with-hub.ts';

interface FreshnessFlags extends GlobalOptions {
  readonly all: boolean;
}

export function freshnessCommand(): Command {
  return globalOptions(new Command('freshness'))
    .description('How old the newest data of each asset are; ends with code 3 when something is late')
    .option('--all', 'also assets that may grow as old as they like', false)
    .action((flags: FreshnessFlags) =>
      withHub(flags, async ({ control }) => {
        const newest = await newestData(control);
        const now = new Date();
        const found = hubGraph.order
          .flatMap((key) => hubGraph.assets.get(key) ?? [])
          .filter(({ freshnessHours }) => flags.all || freshnessHours !== undefined)
          .map((asset) => freshnessOf(asset, newest.get(asset.key), now));
        const late = found.filter(({ state }) => state === 'late');
        if (flags.json) printJson(found);
        else {
          process.stdout.write(
            `${textTable(['asset', 'state', 'age', 'may grow to', 'newest', 'period', 'due'], found.map(row))}\n`,
          );
          if (late.length > 0) say(`${counted(late.length, 'asset is', 'assets are')} late.`);
        }
        if (late.length > 0) process.exitCode = ExitCode.changesOrStale;
      }),
    );
}

function row(each: Freshness): readonly (string | null)[] {
  const { assetKey, state, newest, newestPeriod, duePeriod } = each;
  const [age, limit] = [hoursText(each.ageHours), hoursText(each.freshnessHours)];
  return [assetKey, state, age, duePeriod === null ? limit : null, newest, newestPeriod, duePeriod];
}

function hoursText(hours: number | null): string | null {
  return hours === null
    ? null
    : formatDistanceStrict(0, hours * 3_600_000, hours < 48 ? { unit: 'hour' } : { unit: 'day' });
}
