/** How far something has come. Without a total, `done` only counts. */
export interface Progress {
  readonly done: number;
  readonly total?: number | undefined;
  /** What is in hand right now, in a few words. */
  readonly note?: string | undefined;
}

/** Something under way, shown for as long as it takes. Ends exactly once, by `done` or `failed`. */
export interface Task {
  update(progress: Progress): void;
  /** @param outcome such as `184,302 rows` */
  done(outcome?: string): void;
  /** @param sentence left out where whoever catches the failure tells it */
  failed(sentence?: string): void;
}

/**
 * What the hub tells people while it works, on stderr; data go to stdout and are no business of a reporter.
 * No value of a person's row is ever given to one.
 */
export interface Reporter {
  /** One sentence about what happened. */
  info(sentence: string): void;
  warn(sentence: string, hint?: string): void;
  error(sentence: string, hint?: string): void;
  /** Starts showing something under way. Several may be open at once. */
  task(title: string): Task;
  /** Takes down what is on screen. Nothing may be reported afterwards. */
  close(): void;
}

/** Where a reporter writes: a stream of text, and the terminal's width when it is one. */
export interface ReporterOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Runs `work` under a task that ends as the work does. */
export async function withTask<T>(reporter: Reporter, title: string, work: (task: Task) => Promise<T>): Promise<T> {
  const task = reporter.task(title);
  let result: T;
  try {
    result = await work(task);
  } catch (error) {
    task.failed(error instanceof Error ? error.message : String(error));
    throw error;
  }
  task.done();
  return result;
}
