import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Log, type LogFields, type OpenLogOptions, openLog } from './log.ts';

const RUN_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;
const WORKFLOW_OF_RUN = /^(?:run|release|retract-load|evaluate-linkage)-(.+)$/;
/** Files open at once; runs that write again later open theirs again. */
const MOST_OPEN = 8;

type Level = 'debug' | 'info' | 'warn';

/** The same log, whose lines about a run also go to a file of that run: `runs/<runId>.jsonl` beside the log. */
export function withRunLogs(log: Log, options: Omit<OpenLogOptions, 'name'>): Log {
  const open = new Map<string, Log>();
  const ofRun = (fields: LogFields): Log | undefined => {
    const runId = runIdOf(fields);
    if (runId === undefined) return undefined;
    const found = open.get(runId) ?? openLog({ ...options, name: `runs/${runId}` });
    open.delete(runId);
    open.set(runId, found);
    const [oldest] = open.keys();
    if (open.size > MOST_OPEN && oldest !== undefined) {
      open.get(oldest)?.close();
      open.delete(oldest);
    }
    return found;
  };
  const over = (main: Log, always: LogFields): Log => {
    const plain = (level: Level) => (message: string, fields?: LogFields) => {
      main[level](message, fields);
      const all = { ...always, ...fields };
      ofRun(all)?.[level](message, all);
    };
    return Object.freeze({
      debug: plain('debug'),
      info: plain('info'),
      warn: plain('warn'),
      error: (message: string, error?: unknown, fields?: LogFields) => {
        main.error(message, error, fields);
        const all = { ...always, ...fields };
        ofRun(all)?.error(message, error, all);
      },
      with: (fields: LogFields) => over(main.with(fields), { ...always, ...fields }),
      close: () => {
        for (const each of open.values()) each.close();
        open.clear();
        main.close();
      },
    });
  };
  return over(log, {});
}

/** The lines of a run, each one JSON object, the oldest first. Runs before there were files of their own are looked up. */
export function runLogLines(logs: string, runId: string): readonly string[] {
  if (!RUN_ID.test(runId)) return [];
  const own = join(logs, 'runs', `${runId}.jsonl`);
  const files = existsSync(own) ? [`${own}.1`, own] : [join(logs, 'worker.jsonl.1'), join(logs, 'worker.jsonl')];
  return files
    .filter(existsSync)
    .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
    .filter((line) => line.includes(runId) && isAbout(runId, line));
}

function isAbout(runId: string, line: string): boolean {
  try {
    return runIdOf(JSON.parse(line) as LogFields) === runId;
  } catch {
    // A line that a crash cut short says nothing certain.
    return false;
  }
}

function runIdOf({ runId, workflowId }: LogFields): string | undefined {
  // Beside a workflow's id stands what Temporal calls a run, which is another thing.
  const id = typeof workflowId === 'string' ? WORKFLOW_OF_RUN.exec(workflowId)?.[1] : runId;
  return typeof id === 'string' && RUN_ID.test(id) ? id : undefined;
}
