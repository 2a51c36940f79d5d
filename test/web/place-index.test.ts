import { expect, test } from 'vitest';
import { buildPlaceIndex } from '../../web/release/place-index.ts';
import { SAMPLE_PLACES } from './sample-places.ts';

const places = buildPlaceIndex(SAMPLE_PLACES);
const names = (query: string) => places.search(query, 10).map(({ name }) => name);

test('a place is found by the first letters of any word of its name, whatever the case or accents', () => {
  expect(names('LÁTIN')).toEqual(['Boston Latin School', 'Cambridge Rindge and Latin']);
  expect(names('durf')).toEqual(['B M C Durfee High']);
});

test('a district comes before its schools', () => {
  expect(names('nantucket')).toEqual(['Nantucket', 'Nantucket Elementary', 'Nantucket High']);
});

test('a school is found by its own name together with its district', () => {
  expect(names('boston english')).toEqual(['English High School']);
});

test('a code finds its place', () => {
  expect(names('01970505')).toEqual(['Nantucket High']);
});

test('nothing is found for nothing', () => {
  expect(names('  ')).toEqual([]);
  expect(names('zzz')).toEqual([]);
});
