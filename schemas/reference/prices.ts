import { defineReference } from './reference-set.ts';

const SOURCE =
  'Bureau of Labor Statistics, series CUUR0000SA0 (all items, U.S. city average, not seasonally adjusted, 1982–84 = 100), by way of the package cpi 2.1.0';
const LICENCE = 'Work of the U.S. government, public domain; package MIT.';

const year = { name: 'year', type: 'integer', meaning: 'Calendar year.', min: 1913, max: 2100 } as const;

export const cpiReference = defineReference({
  name: 'cpi',
  title: 'Consumer price index by month',
  grain: 'A month. October 2025 was never collected and 2026 ends in August.',
  version: 1,
  source: SOURCE,
  licence: LICENCE,
  columns: [
    year,
    { name: 'month', type: 'integer', meaning: 'Month, 1–12.', min: 1, max: 12 },
    { name: 'cpi_u', type: 'decimal', precision: 8, scale: 3, meaning: 'Index, 1982–84 = 100.', min: 1, max: 10_000 },
  ],
  primaryKey: ['year', 'month'],
});

export const cpiAnnualReference = defineReference({
  name: 'cpi_annual',
  title: 'Consumer price index, annual averages',
  grain: 'A whole year, as the Bureau publishes its average; the running year has none.',
  version: 1,
  source: SOURCE,
  licence: LICENCE,
  columns: [
    year,
    {
      name: 'cpi_u',
      type: 'decimal',
      precision: 8,
      scale: 3,
      meaning: 'Average index, 1982–84 = 100.',
      min: 1,
      max: 10_000,
    },
  ],
  primaryKey: ['year'],
});
