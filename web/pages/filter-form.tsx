import type { ReleaseOrganization } from '../../schemas/releases/release-manifest.ts';
import type { DashboardDefinition } from '../dashboards/definition.ts';
import { type FilterChoices, MOST_PLACES, type Selection, selectionParams } from '../dashboards/selection.ts';
import type { PlaceIndex } from '../release/place-index.ts';
import { STATE_CODE } from '../release/place-index.ts';
import { href, type PageContext } from './page-context.ts';

export interface FilterFormProps {
  readonly context: PageContext;
  readonly dashboard: DashboardDefinition;
  readonly choices: FilterChoices;
  readonly selection: Selection;
  readonly places: PlaceIndex;
}

const MOST_FOUND = 12;

/** The filters, as a plain GET form: what is chosen is always in the address. */
export function FilterForm({ context, dashboard, choices, selection, places }: FilterFormProps) {
  const { words } = context;
  const { t } = words;
  const path = `/dashboards/${dashboard.id}`;
  const column = (dimension: string) => t.columns[dimension] ?? dimension;
  return (
    <form class="filters" method="get" action={path} aria-labelledby="filters-heading">
      <h2 id="filters-heading">{t.filters.heading}</h2>
      {words.language === 'en' ? null : <input type="hidden" name="lang" value={words.language} />}
      {selection.places.map((code) => (
        <input type="hidden" name="place" value={code} key={code} />
      ))}
      <ChosenPlaces context={context} path={path} selection={selection} places={places} />
      <div class="filter-row">
        <div class="filter filter-find">
          <label for="find">{t.filters.findLabel}</label>
          <span class="find-row">
            <input
              id="find"
              name="find"
              type="search"
              autocomplete="off"
              value={selection.find}
              aria-describedby="find-hint"
            />
            <button type="submit" class="secondary">
              {t.filters.findButton}
            </button>
          </span>
          <span class="hint" id="find-hint">
            {t.filters.placeHint(MOST_PLACES)}
          </span>
        </div>
        {choices.years.length > 0 ? (
          <Select
            name="year"
            label={t.dashboards[dashboard.id].yearLabel}
            value={selection.year ?? ''}
            options={choices.years.map((year) => [year, words.value(choices.yearColumn ?? '', year)])}
          />
        ) : null}
        {choices.lags.length > 1 ? (
          <Select
            name="after"
            label={t.dashboards[dashboard.id].afterLabel}
            value={selection.after ?? ''}
            options={choices.lags.map((lag) => [lag, t.filters.yearsAfter(lag)])}
          />
        ) : null}
        {choices.groups.length > 1 ? (
          <Select
            name="group"
            label={t.filters.group}
            value={selection.group}
            options={choices.groups.map((group) => [group, words.group(group)])}
          />
        ) : null}
        {choices.families.length > 1 ? (
          <Select
            name="by"
            label={t.filters.by}
            value={selection.family}
            options={choices.families.map((family) => [family, t.filters.families[family]])}
          />
        ) : null}
        {choices.free.map(({ dimension, options, optionNames }) => (
          <Select
            key={dimension}
            name={dimension}
            label={column(dimension)}
            value={selection.free[dimension] ?? ''}
            options={options.map((option) => [option, words.value(dimension, option, optionNames.get(option))])}
          />
        ))}
      </div>
      <p class="filter-actions">
        <button type="submit">{t.filters.apply}</button>
        <a href={href(context, path)}>{t.filters.reset}</a>
      </p>
      {selection.find === '' ? null : (
        <FoundPlaces context={context} path={path} selection={selection} places={places} />
      )}
    </form>
  );
}

function Select({
  name,
  label,
  value,
  options,
}: {
  name: string;
  label: string;
  value: string;
  options: readonly (readonly [string, string])[];
}) {
  return (
    <div class="filter">
      <label for={`filter-${name}`}>{label}</label>
      <select id={`filter-${name}`} name={name}>
        {options.map(([option, text]) => (
          <option value={option} selected={option === value} key={option}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

interface PlaceLinksProps {
  readonly context: PageContext;
  readonly path: string;
  readonly selection: Selection;
  readonly places: PlaceIndex;
}

function withPlaces(selection: Selection, codes: readonly string[]): URLSearchParams {
  return selectionParams({ ...selection, places: codes, find: '' });
}

function ChosenPlaces({ context, path, selection, places }: PlaceLinksProps) {
  const { words } = context;
  const chosen = selection.places.map((code) => places.find(code)).filter((place) => place !== undefined);
  return (
    <div class="chosen">
      <h3>{words.t.filters.shown}</h3>
      <ul class="chips">
        {chosen.map((place) => (
          <li key={place.orgCode}>
            <span>{words.placeInFull(place)}</span>
            {chosen.length > 1 ? (
              <a
                href={href(
                  context,
                  path,
                  withPlaces(
                    selection,
                    selection.places.filter((code) => code !== place.orgCode),
                  ),
                )}
              >
                <span aria-hidden="true">×</span>
                <span class="spoken">{words.t.filters.remove(words.placeInFull(place))}</span>
              </a>
            ) : null}
          </li>
        ))}
        {selection.places.includes(STATE_CODE) || chosen.length >= MOST_PLACES || !places.find(STATE_CODE) ? null : (
          <li class="chip-add">
            <a href={href(context, path, withPlaces(selection, [...selection.places, STATE_CODE]))}>
              {words.t.filters.add(words.t.places.state)}
            </a>
          </li>
        )}
      </ul>
    </div>
  );
}

function FoundPlaces({ context, path, selection, places }: PlaceLinksProps) {
  const { words } = context;
  const { t } = words;
  const all = places.search(selection.find, places.all.length);
  const found = all.slice(0, MOST_FOUND);
  const full = selection.places.length >= MOST_PLACES;
  return (
    <div class="found" role="status">
      <p>
        {all.length === 0 ? t.filters.noneFound(selection.find) : t.filters.found(all.length, selection.find)}
        {all.length > found.length ? ` ${t.filters.firstFound(found.length)}` : ''}
      </p>
      {full && found.length > 0 ? <p>{t.filters.full(MOST_PLACES)}</p> : null}
      <ul>
        {found.map((place) => (
          <li key={place.orgCode}>
            <FoundName context={context} index={places} place={place} />
            <span class="found-actions">
              <a href={href(context, path, withPlaces(selection, [place.orgCode]))}>
                {t.filters.show(words.place(place))}
              </a>
              {full || selection.places.includes(place.orgCode) ? null : (
                <a href={href(context, path, withPlaces(selection, [...selection.places, place.orgCode]))}>
                  {t.filters.add(words.place(place))}
                </a>
              )}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface FoundNameProps {
  readonly context: PageContext;
  readonly index: PlaceIndex;
  readonly place: ReleaseOrganization;
}

/** A place in a list, with what kind it is, and whether it has figures at all. */
export function FoundName({ context, index, place }: FoundNameProps) {
  const { t } = context.words;
  return (
    <span class="found-name">
      <strong>{context.words.place(place)}</strong>{' '}
      <span class="found-type">
        {place.type === 'School' ? t.places.inDistrict(place.districtName) : t.places.types[place.type]}
        {index.hasFigures(place.orgCode) ? '' : ` · ${t.places.noFigures}`}
      </span>
    </span>
  );
}
