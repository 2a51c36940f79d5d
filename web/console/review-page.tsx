import { render } from 'preact-render-to-string';
import type { ReviewCard, ReviewRow } from '../../schemas/review-card.ts';
import type { ReviewQueue } from './review-queue.ts';

const AGREEMENT = { equal: 'Same', different: 'Differs', missing: 'Missing' } as const;
const DECISIONS = [
  { decision: 'match', label: 'One person' },
  { decision: 'no_match', label: 'Two persons' },
  { decision: 'unsure', label: 'Cannot tell' },
] as const;

export interface ReviewPageProps {
  readonly queue: ReviewQueue;
  readonly card: ReviewCard | undefined;
  /** Proves that a form came from this page. */
  readonly formKey: string;
}

/** The page of one pair: its values side by side and three answers. No weight, no verdict, no script. */
export function reviewPage(props: ReviewPageProps): string {
  return `<!doctype html>${render(<Page {...props} />)}`;
}

function Page({ queue, card, formKey }: ReviewPageProps) {
  const answered = queue.answered();
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{card ? `Pair ${answered + 1} of ${queue.total}` : 'All pairs judged'} – Clerical review</title>
        <link rel="stylesheet" href="/assets/frame.css" />
        <link rel="stylesheet" href="/assets/console.css" />
        <link rel="icon" href="/assets/mark.svg" type="image/svg+xml" />
      </head>
      <body>
        <header class="console-head">
          <p class="console-name">Clerical review</p>
          <p>
            Sample {queue.sample.sampleId}, link version {queue.sample.linkVersion}. Judging as{' '}
            <strong>{queue.actor}</strong>.
          </p>
        </header>
        <main class="console-main" id="main">
          <label for="progress">
            {answered} of {queue.total} pairs judged
          </label>
          <progress id="progress" value={answered} max={queue.total} />
          {card ? <Pair card={card} formKey={formKey} place={answered + 1} /> : <Done total={queue.total} />}
          {answered > 0 && (
            <form method="post" action="/back">
              <input type="hidden" name="key" value={formKey} />
              <button type="submit" class="quiet">
                Change the last answer
              </button>
            </form>
          )}
        </main>
      </body>
    </html>
  );
}

function Done({ total }: { readonly total: number }) {
  return (
    <>
      <h1>All {total} pairs are judged</h1>
      <p>
        <code>hub link review results</code> shows what follows from the answers; the next link version takes them as
        evidence.
      </p>
    </>
  );
}

function Pair({
  card,
  formKey,
  place,
}: {
  readonly card: ReviewCard;
  readonly formKey: string;
  readonly place: number;
}) {
  return (
    <>
      <h1>Is this one person?</h1>
      <table class="pair">
        <caption>Pair {place}: what the two sources hold. A dot stands for a character on which both agree.</caption>
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">
              {card.sourceL} {card.entityIdL}
            </th>
            <th scope="col">
              {card.sourceR} {card.entityIdR}
            </th>
            <th scope="col">Agreement</th>
          </tr>
        </thead>
        <tbody>
          {card.rows.map((row) => (
            <Row row={row} key={row.column} />
          ))}
        </tbody>
      </table>
      <form method="post" action="/decide" class="answers">
        <input type="hidden" name="key" value={formKey} />
        <input type="hidden" name="l" value={card.entityIdL} />
        <input type="hidden" name="r" value={card.entityIdR} />
        {DECISIONS.map(({ decision, label }) => (
          <button type="submit" name="decision" value={decision} key={decision}>
            {label}
          </button>
        ))}
      </form>
    </>
  );
}

function Row({ row }: { readonly row: ReviewRow }) {
  return (
    <tr class={row.agreement}>
      <th scope="row">{row.column.replaceAll('_', ' ')}</th>
      <td>{row.left.join(' / ') || '–'}</td>
      <td>{row.right.join(' / ') || '–'}</td>
      <td>{AGREEMENT[row.agreement]}</td>
    </tr>
  );
}
