import type { GroupFamily } from '../dashboards/student-groups.ts';
import type { UnknownFilterError } from '../dashboards/unknown-filter-error.ts';
import type { UnknownColumnError } from '../directory/unknown-column-error.ts';
import type { PlaceIndex } from '../release/place-index.ts';
import { href, type PageContext } from './page-context.ts';
import { renderPage } from './site-page.tsx';

const MOST_CHOICES = 60;

/** A page that says in plain words what is wrong and where to go on. */
export function problemPage(context: PageContext, title: string, text: string): string {
  const { t } = context.words;
  return renderPage({
    context,
    title,
    children: (
      <div class="problem">
        <h1>{title}</h1>
        <p class="lead">{text}</p>
        <p>
          <a href={href(context, '/')}>{t.problems.home}</a>
        </p>
      </div>
    ),
  });
}

/** Answers an address that chooses by a name the table does not have, listing those it has. */
export function unknownColumnPage(context: PageContext, error: UnknownColumnError): string {
  const { t } = context.words;
  const page = context.path.replace(/\/rows\.\w+$/, '');
  return renderPage({
    context,
    title: t.problems.badFilterTitle,
    children: (
      <div class="problem">
        <h1>{t.problems.badFilterTitle}</h1>
        <p class="lead">{t.problems.unknownName(error.column)}</p>
        <h2>{t.problems.exist}</h2>
        <ul class="choices">
          {error.choices.map((name) => (
            <li key={name}>
              <code>{name}</code> {t.columns[name] ?? ''}
            </li>
          ))}
        </ul>
        <p>
          <a href={href(context, page)}>{t.problems.backToDefaults}</a>
        </p>
      </div>
    ),
  });
}

/** Answers an address whose filter has a value that does not exist, listing the values that do. */
export function unknownFilterPage(context: PageContext, error: UnknownFilterError, places: PlaceIndex): string {
  const { words } = context;
  const { t } = words;
  const name = t.columns[error.filter] ?? t.filters.names[error.filter] ?? error.filter;
  const tooMany = error.filter === 'places';
  const shown = tooMany ? [] : error.choices.slice(0, MOST_CHOICES);
  const rest = error.choices.length - shown.length;
  const label = (choice: string) => {
    if (error.filter === 'place') {
      const place = places.find(choice);
      return place ? words.placeInFull(place) : choice;
    }
    if (error.filter === 'group') return words.group(choice);
    if (error.filter === 'by') return t.filters.families[choice as GroupFamily];
    if (error.filter === 'after') return t.filters.yearsAfter(choice);
    return words.value(error.column, choice);
  };
  return renderPage({
    context,
    title: t.problems.badFilterTitle,
    children: (
      <div class="problem">
        <h1>{t.problems.badFilterTitle}</h1>
        <p class="lead">{tooMany ? t.problems.tooManyPlaces(error.choices[0] ?? '') : t.problems.badFilter(name)}</p>
        {shown.length > 0 ? (
          <>
            <h2>{t.problems.exist}</h2>
            <ul class="choices">
              {shown.map((choice) => {
                const params = new URLSearchParams(context.query);
                params.set(error.filter, choice);
                return (
                  <li key={choice}>
                    <a href={href(context, context.path, params)}>{label(choice)}</a>
                  </li>
                );
              })}
              {rest > 0 ? <li>{t.problems.more(rest)}</li> : null}
            </ul>
          </>
        ) : null}
        <p>
          <a href={href(context, context.path)}>{t.problems.backToDefaults}</a>
        </p>
      </div>
    ),
  });
}
