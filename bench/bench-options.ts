/** What the command line gives a bench; each takes what it needs. */
export interface BenchOptions {
  readonly json: boolean;
  /** Rows to generate. */
  readonly rows?: number | undefined;
  /** Whether to measure the peer too. */
  readonly peer: boolean;
  readonly input?: string | undefined;
  readonly out?: string | undefined;
  readonly records?: number | undefined;
  readonly seed?: number | undefined;
  /** Most rows a person and source. */
  readonly rowsEach?: number | undefined;
  /** Alternating runs, of which the median counts. */
  readonly rounds?: number | undefined;
  readonly threads?: number | undefined;
}
