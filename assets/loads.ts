import type { ExtractContract, PeriodGrammar } from '../schemas/contract/extract-contract.ts';
import { extractContracts } from '../schemas/extracts/index.ts';
import { type Asset, defineAsset } from './define-asset.ts';

const DAY = 24;

/** How old the newest load may grow: the time between two deliveries, and the weeks agencies have to send. */
const FRESHNESS_HOURS: Readonly<Record<PeriodGrammar, number>> = Object.freeze({
  // October to March is the longest gap of SIMS and SCS.
  collection: 200 * DAY,
  'school-year': 400 * DAY,
  term: 200 * DAY,
  quarter: 130 * DAY,
  month: 45 * DAY,
  'as-of': 200 * DAY,
});

function loadAsset(contract: ExtractContract): Asset {
  return defineAsset({
    key: `load.${contract.key}`,
    kind: 'load',
    group: 'ingest',
    description: `${contract.title}: current loads of every ${contract.submitter === 'agency' ? 'period' : contract.submitter}.`,
    upstream: [],
    partitions: { kind: 'period', grammar: contract.period, extract: contract.key },
    maker: { kind: 'step', step: 'ingest' },
    owners: [contract.agency],
    tags: [contract.period, contract.coverage],
    codeVersion: String(contract.version),
    freshnessHours: FRESHNESS_HOURS[contract.period],
  });
}

/** One asset for each extract the hub accepts: `load.dese.sims` and so on. */
export const loadAssets: readonly Asset[] = Object.freeze([...extractContracts.values()].map(loadAsset));
