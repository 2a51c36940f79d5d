import type { ReleaseOrganization } from '../../schemas/releases/release-manifest.ts';
import { DASHBOARDS } from '../dashboards/catalog.ts';
import type { PlaceIndex } from '../release/place-index.ts';
import { FoundName } from './filter-form.tsx';
import { href, type PageContext } from './page-context.ts';
import { renderPage } from './site-page.tsx';

const MOST_FOUND = 40;

/** Search for a school or district, with ways on to each dashboard. */
export function placesPage(context: PageContext, query: string, places: PlaceIndex): string {
  const { words } = context;
  const { t } = words;
  const found = places.search(query, MOST_FOUND);
  return renderPage({
    context,
    title: t.places.title,
    children: (
      <>
        <div class="page-head">
          <h1>{t.places.title}</h1>
          <p class="lead">{t.places.lead}</p>
          <form class="hero-find" method="get" action="/places">
            {words.language === 'en' ? null : <input type="hidden" name="lang" value={words.language} />}
            <label for="q">{t.filters.findLabel}</label>
            <span class="find-row">
              <input id="q" name="q" type="search" autocomplete="off" value={query} />
              <button type="submit">{t.filters.findButton}</button>
            </span>
          </form>
        </div>
        {query === '' ? null : (
          <p role="status">{found.length === 0 ? t.filters.noneFound(query) : t.filters.found(found.length, query)}</p>
        )}
        <PlaceList context={context} index={places} places={found} />
      </>
    ),
  });
}

export function placePage(context: PageContext, place: ReleaseOrganization, index: PlaceIndex): string {
  const { words } = context;
  const { t } = words;
  const schools = place.type === 'District' ? index.schoolsOf(place.orgCode) : [];
  const district = place.type === 'School' ? index.find(place.districtCode) : undefined;
  return renderPage({
    context,
    title: words.place(place),
    children: (
      <>
        <div class="page-head">
          <h1>{words.place(place)}</h1>
          <p class="lead">
            {place.type === 'School' ? t.places.inDistrict(place.districtName) : t.places.types[place.type]}.{' '}
            {t.places.code(place.orgCode)}.
          </p>
        </div>
        {index.hasFigures(place.orgCode) ? (
          <ul class="cards">
            {DASHBOARDS.map(({ id }) => (
              <li class={`card accent-${id}`} key={id}>
                <h2>
                  <a href={href(context, `/dashboards/${id}`, new URLSearchParams({ place: place.orgCode }))}>
                    {t.dashboards[id].title}
                  </a>
                </h2>
                <p class="card-short">{t.dashboards[id].question}</p>
              </li>
            ))}
          </ul>
        ) : (
          <p class="notice">
            {t.places.noFiguresHere}{' '}
            {district && index.hasFigures(district.orgCode) ? (
              <a href={href(context, `/places/${district.orgCode}`)}>
                {t.places.districtInstead(words.place(district))}
              </a>
            ) : null}
          </p>
        )}
        {schools.length > 0 ? (
          <section>
            <h2 class="section-title">{t.places.schools}</h2>
            <PlaceList context={context} index={index} places={schools} />
          </section>
        ) : null}
      </>
    ),
  });
}

function PlaceList({
  context,
  index,
  places,
}: {
  readonly context: PageContext;
  readonly index: PlaceIndex;
  readonly places: readonly ReleaseOrganization[];
}) {
  if (places.length === 0) return null;
  return (
    <ul class="place-list">
      {places.map((place) => (
        <li key={place.orgCode}>
          <a href={href(context, `/places/${place.orgCode}`)}>
            <FoundName context={context} index={index} place={place} />
          </a>
        </li>
      ))}
    </ul>
  );
}
