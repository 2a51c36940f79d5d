import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** The part of an SVG element that a chart is finished with. */
export interface SvgElement {
  readonly outerHTML: string;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  querySelectorAll(selector: string): Iterable<SvgElement>;
  remove(): void;
}

/**
 * Draws a plot on a document of the server and returns its SVG, without what the site's content policy refuses: style
 * elements and style attributes (the site's own sheet holds those rules). The drawing counts as one image to a
 * screen reader, since the table after it holds the figures.
 */
export function drawSvg(options: Plot.PlotOptions, title: string, className: string): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const svg = Plot.plot({
    ...options,
    document,
    className: 'plot',
  } as unknown as Plot.PlotOptions) as unknown as SvgElement;
  for (const style of [...svg.querySelectorAll('style')]) style.remove();
  for (const element of [...svg.querySelectorAll('[style]')]) element.removeAttribute('style');
  for (const element of [...svg.querySelectorAll('[aria-label]')]) element.removeAttribute('aria-label');
  for (const element of [...svg.querySelectorAll('[aria-hidden]')]) element.removeAttribute('aria-hidden');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', title);
  svg.setAttribute('class', `plot ${className}`);
  svg.setAttribute('font-size', '13');
  svg.removeAttribute('font-family');
  return svg.outerHTML;
}
