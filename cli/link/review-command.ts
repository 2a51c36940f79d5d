import { createInterface } from 'node:readline';
import { Command, Option } from 'commander';
import { listPairReviews, type PairReviewRecord } from '../../control/pair-reviews.ts';
import { findReviewSample, sampledPairs } from '../../control/review-samples.ts';
import type { AnsweredPair } from '../../linkers/review/review-rates.ts';
import type { ReviewQueue } from '../../web/console/review-queue.ts';
import { actionOf } from '../action.ts';
import { type GlobalOptions, globalOptions, wholeNumber } from '../options.ts';
import { printJson, say } from '../output.ts';
import { newRunId } from '../run-id.ts';
import { withHub } from '../with-hub.ts';
import { openReviewSession } from './review-session.ts';
import { cardText, ratesText } from './review-text.ts';

interface DrawFlags extends GlobalOptions {
  readonly purpose: 'rates' | 'uncertainty';
  readonly size: number;
  readonly seed: number;
  readonly linkVersion?: number;
}

interface SampleFlags extends GlobalOptions {
  readonly sample?: string;
}

interface PageFlags extends SampleFlags {
  readonly port: number;
}

export function reviewCommand(): Command {
  return new Command('review')
    .description('Judge pairs of source entities blindly: draw, answer, and estimate error rates from the answers')
    .addCommand(draw())
    .addCommand(answer())
    .addCommand(page())
    .addCommand(results());
}

function draw(): Command {
  return globalOptions(new Command('draw'))
    .description('Draw pairs of a link version to be judged')
    .addOption(
      new Option('--purpose <purpose>', 'rates: by chance from every stratum; uncertainty: nearest to even odds')
        .choices(['rates', 'uncertainty'])
        .default('uncertainty'),
    )
    .option('--size <n>', 'pairs at most', wholeNumber(1, 10_000), 100)
    .option('--seed <n>', 'equal seeds draw equal samples', wholeNumber(0, 2 ** 31 - 1), 1)
    .option('--link-version <n>', 'link version (default: the promoted one)', wholeNumber(1, 2 ** 31 - 1))
    .action((flags: DrawFlags) =>
      withHub(flags, async ({ client }) => {
        const drawn = await client.drawReviewSample({
          sampleId: newRunId(new Date()),
          linkVersion: flags.linkVersion,
          purpose: flags.purpose,
          size: flags.size,
          seed: flags.seed,
          action: actionOf(`clerical review, for ${flags.purpose}`),
        });
        if (flags.json) printJson(drawn);
        else {
          process.stdout.write(
            `Sample ${drawn.sampleId}: ${drawn.pairs} pairs of link version ${drawn.linkVersion}.\nJudge them: hub link review answer, or hub link review page.\n`,
          );
        }
      }),
    );
}

function answer(): Command {
  return sampleOption(globalOptions(new Command('answer')))
    .description('Judge the pairs of a sample in the terminal: m match, n no match, u unsure, q to stop')
    .action((flags: SampleFlags) =>
      withHub(flags, async (hub) => {
        const sample = await findReviewSample(hub.control, flags.sample);
        const session = await openReviewSession(hub, sample, actionOf('review').actor);
        const judged = await answerInTerminal(session);
        if (flags.json) {
          printJson({ sampleId: sample.sampleId, judged, answered: session.answered(), total: session.total });
        } else say(`${session.answered()} of ${session.total} pairs judged by ${session.actor}.`);
      }),
    );
}

const ANSWERS = { m: 'match', n: 'no_match', u: 'unsure' } as const;

/** @returns pairs judged */
async function answerInTerminal(session: ReviewQueue): Promise<number> {
  const lines = createInterface({ input: process.stdin, terminal: false });
  const answers = lines[Symbol.asyncIterator]();
  let judged = 0;
  try {
    for (let card = await session.next(); card !== undefined; card = await session.next()) {
      say(
        `\n${session.answered() + 1} of ${session.total}\n${cardText(card)}\nOne person? m match, n no match, u unsure, q stop`,
      );
      for (;;) {
        const { value, done } = await answers.next();
        const letter = done ? 'q' : String(value).trim().toLowerCase();
        if (letter === 'q') return judged;
        if (letter in ANSWERS) {
          await session.decide(card, ANSWERS[letter as keyof typeof ANSWERS]);
          judged += 1;
          break;
        }
        say('Type m, n, u or q.');
      }
    }
    return judged;
  } finally {
    lines.close();
  }
}

function page(): Command {
  return sampleOption(globalOptions(new Command('page')))
    .description('Judge the pairs of a sample on a page that only this machine and who has its address can open')
    .option('--port <n>', 'port; 0 takes a free one', wholeNumber(0, 65_535), 0)
    .action((flags: PageFlags) =>
      withHub(flags, async (hub) => {
        const { startReviewServer } = await import('../../web/console/review-server.ts');
        const sample = await findReviewSample(hub.control, flags.sample);
        const session = await openReviewSession(hub, sample, actionOf('review').actor);
        const server = await startReviewServer({ session, port: flags.port });
        if (flags.json) printJson({ url: server.url });
        else process.stdout.write(`${server.url}\nJudging as ${session.actor}. Ctrl-C ends it.\n`);
        try {
          await Promise.race([untilInterrupted(), hub.stack.failed]);
        } finally {
          await server.close();
        }
      }),
    );
}

function untilInterrupted(): Promise<void> {
  return new Promise((done) => {
    process.once('SIGINT', () => done());
    process.once('SIGTERM', () => done());
  });
}

function results(): Command {
  return sampleOption(globalOptions(new Command('results')))
    .description('Estimate error rates, with intervals, from the answers to a sample that was drawn for rates')
    .action((flags: SampleFlags) =>
      withHub(flags, async ({ control }) => {
        const { reviewRates } = await import('../../linkers/review/review-rates.ts');
        const sample = await findReviewSample(control, flags.sample);
        const reviews = (await listPairReviews(control)).filter(({ kind }) => kind === 'review');
        const pairs = (await sampledPairs(control, sample.sampleId)).map(
          (pair): AnsweredPair => ({
            ...pair,
            answer: answerOf(
              reviews.filter(
                ({ entityIdL, entityIdR }) => entityIdL === pair.entityIdL && entityIdR === pair.entityIdR,
              ),
            ),
          }),
        );
        const answered = pairs.filter((pair) => pair.answer !== null).length;
        const rates = sample.purpose === 'rates' ? reviewRates(pairs) : null;
        if (flags.json) printJson({ sample, answered, drawn: pairs.length, rates });
        else if (rates !== null) process.stdout.write(`${ratesText(rates)}\n`);
        else {
          process.stdout.write(
            `${answered} of ${pairs.length} pairs judged. They were chosen by doubt, so that no rate follows from them: draw a sample with --purpose rates.\n`,
          );
        }
      }),
    );
}

/** What the judgments of a pair come to: unsure where reviewers disagree or nobody could tell. */
function answerOf(judgments: readonly PairReviewRecord[]): AnsweredPair['answer'] {
  if (judgments.length === 0) return null;
  const sure = new Set(judgments.map(({ decision }) => decision).filter((decision) => decision !== 'unsure'));
  return sure.size === 1 ? [...sure][0]! : 'unsure';
}

function sampleOption(command: Command): Command {
  return command.option('--sample <id>', 'sample (default: the newest)');
}
