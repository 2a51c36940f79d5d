import { inGroupOrder } from '../dashboards/student-groups.ts';
import { isDependent } from '../dashboards/table-roles.ts';
import { tableParams } from '../directory/table-query.ts';
import { FoundName } from './filter-form.tsx';
import { href, type PageContext } from './page-context.ts';
import { keyName, type TableView } from './table-view.ts';

const MOST_FOUND = 12;

/** Filters by any column: tick several values, or none to keep all. Places are found by name. */
export function TableFilters({ context, view }: { context: PageContext; view: TableView }) {
  const { words } = context;
  const { t } = words;
  const { table, query } = view;
  const path = `/data/${table.name}`;
  const dimensions = table.dimensions.map(({ name }) => name).filter((name) => !isDependent(table, name));
  const placeColumn = dimensions.find((name) => name === 'org_code' || name === 'district_code');
  const chosenOf = (column: string) => query.filters.find((filter) => filter.column === column)?.values ?? [];
  return (
    <form class="filters" method="get" action={path} aria-labelledby="filters-heading">
      <h2 id="filters-heading">{t.data.build}</h2>
      <p class="hint">{t.data.chooseHint}</p>
      {words.language === 'en' ? null : <input type="hidden" name="lang" value={words.language} />}
      <div class="checks">
        {dimensions.map((name) => {
          if (name === placeColumn) return null;
          const values = name === 'stu_grp' ? inGroupOrder(view.values(name)) : view.values(name);
          return (
            <CheckList
              key={name}
              name={name}
              legend={words.column(table, name)}
              chosen={chosenOf(name)}
              options={values.map((value) => [value, keyName(view, context, name, value)])}
            />
          );
        })}
        {placeColumn ? (
          <fieldset>
            <legend>{words.column(table, placeColumn)}</legend>
            <div class="check-list">
              {[
                ...new Set([
                  ...chosenOf(placeColumn),
                  ...(view.values(placeColumn).includes('00000000') ? ['00000000'] : []),
                ]),
              ].map((code) => (
                <label key={code}>
                  <input
                    type="checkbox"
                    name={placeColumn}
                    value={code}
                    checked={chosenOf(placeColumn).includes(code)}
                  />
                  {keyName(view, context, placeColumn, code)}
                </label>
              ))}
            </div>
            <label for="find">{t.filters.findLabel}</label>
            <span class="find-row">
              <input id="find" name="find" type="search" autocomplete="off" value={query.find} />
              <button type="submit" class="secondary">
                {t.filters.findButton}
              </button>
            </span>
          </fieldset>
        ) : null}
      </div>
      {placeColumn && query.find !== '' ? <Found context={context} view={view} column={placeColumn} /> : null}
      <p class="filter-actions">
        <button type="submit">{t.filters.apply}</button>
        <a href={href(context, path)}>{t.filters.reset}</a>
      </p>
    </form>
  );
}

interface CheckListProps {
  readonly name: string;
  readonly legend: string;
  readonly chosen: readonly string[];
  readonly options: readonly (readonly [value: string, text: string])[];
}

function CheckList({ name, legend, chosen, options }: CheckListProps) {
  return (
    <fieldset>
      <legend>{legend}</legend>
      <div class="check-list">
        {options.map(([value, text]) => (
          <label key={value}>
            <input type="checkbox" name={name} value={value} checked={chosen.includes(value)} />
            {text}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Found({ context, view, column }: { context: PageContext; view: TableView; column: string }) {
  const { t } = context.words;
  const { query, table } = view;
  const held = new Set(view.values(column));
  const found = view.places
    .search(query.find, 4 * MOST_FOUND)
    .filter(({ orgCode }) => held.has(orgCode))
    .slice(0, MOST_FOUND);
  const rest = query.filters.filter((filter) => filter.column !== column);
  const chosen = query.filters.find((filter) => filter.column === column)?.values ?? [];
  return (
    <div class="found" role="status">
      <p>{found.length === 0 ? t.filters.noneFound(query.find) : t.filters.found(found.length, query.find)}</p>
      <ul>
        {found.map((place) => {
          const params = tableParams({
            filters: [...rest, { column, values: [...new Set([...chosen, place.orgCode])] }],
          });
          return (
            <li key={place.orgCode}>
              <FoundName context={context} index={view.places} place={place} />
              <a href={href(context, `/data/${table.name}`, params)}>{t.filters.add(context.words.place(place))}</a>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
