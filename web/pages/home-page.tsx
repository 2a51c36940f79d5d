import { DASHBOARDS } from '../dashboards/catalog.ts';
import type { DashboardId } from '../dashboards/definition.ts';
import { href, type PageContext } from './page-context.ts';
import { renderPage } from './site-page.tsx';

export interface HomeView {
  /** One finding a dashboard, for the whole state and the latest year. */
  readonly findings: Readonly<Partial<Record<DashboardId, string>>>;
  readonly tableCount: number;
}

export function homePage(context: PageContext, view: HomeView): string {
  const { words } = context;
  const { t } = words;
  return renderPage({
    context,
    title: t.site.home,
    accent: 'home',
    children: (
      <>
        <div class="hero">
          <div>
            <h1>{t.home.heading}</h1>
            <p class="lead">{t.home.lead}</p>
            <form class="hero-find" method="get" action="/places">
              {words.language === 'en' ? null : <input type="hidden" name="lang" value={words.language} />}
              <label for="q">{t.home.findPlace}</label>
              <span class="find-row">
                <input id="q" name="q" type="search" autocomplete="off" />
                <button type="submit">{t.filters.findButton}</button>
              </span>
            </form>
          </div>
          <StagePath stages={t.home.stages} />
          <RisingPath stages={t.home.stages} />
        </div>
        <h2 class="section-title">{t.home.dashboards}</h2>
        <ul class="cards">
          {DASHBOARDS.map(({ id }) => (
            <li class={`card accent-${id}`} key={id}>
              <h3>
                <a href={href(context, `/dashboards/${id}`)}>{t.dashboards[id].title}</a>
              </h3>
              <p class="card-short">{t.dashboards[id].short}</p>
              {view.findings[id] === undefined ? null : <p class="card-finding">{view.findings[id]}.</p>}
            </li>
          ))}
        </ul>
        <div class="promises">
          <h2 class="section-title">{t.home.promiseHeading}</h2>
          <ul>
            {t.home.promise.map(({ heading, text }) => (
              <li key={heading}>
                <h3>{heading}</h3>
                <p>{text}</p>
              </li>
            ))}
          </ul>
        </div>
        <div class="take">
          <h2 class="section-title">{t.home.dataHeading}</h2>
          <p>{t.home.dataText(words.integer(view.tableCount))}</p>
          <p>
            <a class="button" href={href(context, '/data')}>
              {t.home.dataLink}
            </a>
          </p>
        </div>
      </>
    ),
  });
}

/** The four stages as one rising path: the site's motif. */
function StagePath({ stages }: { stages: readonly string[] }) {
  return (
    <ol class="stages">
      {stages.map((stage, index) => (
        <li class={`stage stage-${index + 1}`} key={stage}>
          <span>{stage}</span>
        </li>
      ))}
    </ol>
  );
}

const STEPS = [
  { x: 26, y: 292, color: '#9a4a06' },
  { x: 138, y: 214, color: '#14558f' },
  { x: 250, y: 136, color: '#0b6b5d' },
  { x: 362, y: 44, color: '#7a2e6e' },
] as const;

/** The same stages as a picture, where there is room for it. */
function RisingPath({ stages }: { stages: readonly string[] }) {
  const line = STEPS.map(({ x, y }) => `${x} ${y}`).join(' L');
  return (
    <svg class="hero-path" viewBox="0 0 420 330" role="img" aria-label={stages.join(', ')}>
      <path d={`M${line} L362 330 L26 330 Z`} fill="#e9e4d6" />
      <path d={`M${line}`} fill="none" stroke="#12304d" stroke-width="4" />
      {STEPS.map(({ x, y, color }, index) => (
        <g key={color}>
          <circle cx={x} cy={y} r="15" fill={color} stroke="#f6f4ee" stroke-width="4" />
          <text
            x={index === STEPS.length - 1 ? x : x + 16}
            y={index === STEPS.length - 1 ? y - 26 : y + 32}
            text-anchor={index === STEPS.length - 1 ? 'middle' : 'start'}
            fill="#12304d"
          >
            {stages[index]}
          </text>
        </g>
      ))}
    </svg>
  );
}
