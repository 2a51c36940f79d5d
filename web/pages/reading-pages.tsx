import type { PageContext } from './page-context.ts';
import { renderPage } from './site-page.tsx';

export function glossaryPage(context: PageContext): string {
  const { t } = context.words;
  return renderPage({
    context,
    title: t.glossary.title,
    children: (
      <div class="prose">
        <h1>{t.glossary.title}</h1>
        <p class="lead">{t.glossary.lead}</p>
        <dl>
          {t.glossary.entries.map(({ id, term, meaning }) => (
            <div key={id} id={id}>
              <dt>{term}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </div>
    ),
  });
}

export function accessibilityPage(context: PageContext): string {
  const { t } = context.words;
  return renderPage({
    context,
    title: t.accessibilityPage.title,
    children: (
      <div class="prose">
        <h1>{t.accessibilityPage.title}</h1>
        {t.accessibilityPage.sections.map(({ heading, paragraphs }) => (
          <section key={heading}>
            <h2>{heading}</h2>
            {paragraphs.map((paragraph) => (
              <p key={paragraph}>{paragraph}</p>
            ))}
          </section>
        ))}
      </div>
    ),
  });
}
