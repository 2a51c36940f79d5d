import type { CodeList } from './code-list.ts';

/** MCAS achievement levels since 2017. */
export const MCAS_PERFORMANCE: CodeList = Object.freeze({
  E: 'Exceeding expectations',
  M: 'Meeting expectations',
  PM: 'Partially meeting expectations',
  NM: 'Not meeting expectations',
});

export const BENCHMARK_PERIOD: CodeList = Object.freeze({
  BOY: 'Beginning of year',
  MOY: 'Middle of year',
  EOY: 'End of year',
});

/** Composite levels of K-2 literacy screening, by distance from the benchmark. */
export const SCREENING_LEVEL: CodeList = Object.freeze({
  'Well Below Benchmark': 'Well below benchmark',
  'Below Benchmark': 'Below benchmark',
  'At Benchmark': 'At benchmark',
  'Above Benchmark': 'Above benchmark',
});
