import type { ComponentChildren } from 'preact';
import { render } from 'preact-render-to-string';
import { DASHBOARDS } from '../dashboards/catalog.ts';
import { messagesIn } from '../messages/catalog.ts';
import { LANGUAGES } from '../messages/messages.ts';
import { href, type PageContext } from './page-context.ts';

/** In the order in which they build on each other. */
const STYLE_SHEETS = ['frame', 'pages', 'forms', 'figures', 'small-and-print'] as const;

export interface SitePageProps {
  readonly context: PageContext;
  readonly title: string;
  /** Sets the accent color. */
  readonly accent?: string;
  readonly children: ComponentChildren;
}

/** The frame of every page: skip link, header, menu, banner, footer. */
function SitePage({ context, title, accent, children }: SitePageProps) {
  const { t } = context.words;
  const { manifest } = context;
  return (
    <html lang={context.words.language}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} – ${t.site.name}`}</title>
        {STYLE_SHEETS.map((sheet) => (
          <link rel="stylesheet" href={`/assets/${sheet}.css`} key={sheet} />
        ))}
        <link rel="icon" href="/assets/mark.svg" type="image/svg+xml" />
      </head>
      <body class={accent ? `accent-${accent}` : undefined}>
        <a class="skip" href="#main">
          {t.site.skip}
        </a>
        <header class="masthead">
          <div class="wrap masthead-row">
            <a class="brand" href={href(context, '/')}>
              <BrandMark />
              <span class="brand-words">
                <span class="brand-name">{t.site.name}</span>
                <span class="brand-tagline">{t.site.tagline}</span>
              </span>
            </a>
            <LanguageSwitch context={context} />
          </div>
          <nav class="menu" aria-label={t.site.menu}>
            <ul class="wrap">
              {DASHBOARDS.map(({ id }) => (
                <MenuItem context={context} path={`/dashboards/${id}`} text={t.dashboards[id].title} key={id} />
              ))}
              <MenuItem context={context} path="/data" text={t.site.data} />
              <MenuItem context={context} path="/glossary" text={t.site.glossary} />
            </ul>
          </nav>
          {manifest?.synthetic ? (
            <p class="synthetic">
              <span class="wrap">
                <strong>{t.site.syntheticStrong}</strong> {t.site.synthetic}
              </span>
            </p>
          ) : null}
        </header>
        <main id="main" class="wrap" tabIndex={-1}>
          {children}
        </main>
        <footer class="footer">
          <div class="wrap">
            <p class="footer-owner">{t.site.owner}</p>
            <p>{t.site.footer}</p>
            {manifest ? (
              <p>
                {t.site.refreshed(context.words.date(manifest.createdAt))}. {t.site.release(manifest.id)}.
              </p>
            ) : null}
            <ul class="footer-links">
              <li>
                <a href={href(context, '/data')}>{t.site.data}</a>
              </li>
              <li>
                <a href={href(context, '/glossary')}>{t.site.glossary}</a>
              </li>
              <li>
                <a href={href(context, '/accessibility')}>{t.site.accessibility}</a>
              </li>
            </ul>
          </div>
        </footer>
      </body>
    </html>
  );
}

function MenuItem({ context, path, text }: { context: PageContext; path: string; text: string }) {
  const here = context.path === path || context.path.startsWith(`${path}/`);
  return (
    <li>
      <a href={href(context, path)} aria-current={here ? 'page' : undefined}>
        {text}
      </a>
    </li>
  );
}

function LanguageSwitch({ context }: { context: PageContext }) {
  const others = LANGUAGES.filter((language) => language !== context.words.language);
  return (
    <p class="languages">
      {others.map((language) => {
        const params = new URLSearchParams(context.query);
        if (language !== 'en') params.set('lang', language);
        const query = params.toString();
        return (
          <a
            key={language}
            lang={language}
            hreflang={language}
            href={query === '' ? context.path : `${context.path}?${query}`}
          >
            {messagesIn(language).languageName}
          </a>
        );
      })}
    </p>
  );
}

/** Four steps that rise: early learning, school, college, work. */
function BrandMark() {
  return (
    <svg class="brand-mark" viewBox="0 0 48 48" width="44" height="44" aria-hidden="true" focusable="false">
      <path d="M7 40 L18 30 L29 20 L41 8" fill="none" stroke="#12304d" stroke-width="3" />
      <circle cx="7" cy="40" r="5.5" fill="#9a4a06" />
      <circle cx="18" cy="30" r="5.5" fill="#14558f" />
      <circle cx="29" cy="20" r="5.5" fill="#0b6b5d" />
      <circle cx="41" cy="8" r="5.5" fill="#7a2e6e" />
    </svg>
  );
}

export function renderPage(props: SitePageProps): string {
  return `<!doctype html>${render(<SitePage {...props} />)}`;
}
