import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** Two colors that people with any color vision tell apart, each at least 4.5:1 on white; signs and words say the same. */
export const FOR_MATCH = '#14558f';
export const AGAINST_MATCH = '#a8480a';
export const INK = '#1c2733';
export const MUTED = '#4a5662';
export const GRID = '#d5dbe1';

/** Width of a character of 13 pixels, about. */
export const CHARACTER = 7.6;

/** Of the axis below a chart, with what it counts under its middle. */
export const AXIS_BELOW = { labelAnchor: 'center', labelArrow: 'none', tickSize: 0, fill: MUTED } as const;

export interface SvgPanel {
  /** From the left edge of the file, in pixels. */
  readonly x: number;
  readonly options: Plot.PlotOptions & { readonly width: number; readonly height: number };
}

export interface SvgFile {
  readonly title: string;
  /** Units, what is counted, and where the figures are from. */
  readonly subtitle: string;
  /** What the drawing shows, in words, for those who do not see it. */
  readonly description: string;
  readonly width: number;
  readonly panels: readonly SvgPanel[];
}

const MARGIN = 16;
const LINE = 18;
/** Width of a character of the subtitle, about. */
const SMALL_CHARACTER = 7;

interface Element {
  readonly outerHTML: string;
  textContent: string;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  querySelectorAll(selector: string): Iterable<Element & { remove(): void }>;
}

/** A chart as a file of its own: title, units and words for screen readers, readable wherever an SVG is. */
export function svgFile({ title, subtitle, description, width, panels }: SvgFile): string {
  const words = wrapped(subtitle, Math.floor((width - 2 * MARGIN) / SMALL_CHARACTER));
  const top = MARGIN + 22 + words.length * LINE + 8;
  const height = top + Math.max(...panels.map(({ options }) => options.height)) + MARGIN;
  const lines = words.map(
    (line, at) =>
      `<text x="${MARGIN}" y="${MARGIN + 38 + at * LINE}" font-size="13" fill="${MUTED}">${text(line)}</text>`,
  );
  const drawn = panels.map(({ x, options }) => `<g transform="translate(${x},${top})">${plotSvg(options)}</g>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc" font-family="Helvetica, Arial, sans-serif">
<title id="title">${text(title)}</title>
<desc id="desc">${text(description)}</desc>
<rect width="${width}" height="${height}" fill="#ffffff"/>
<text x="${MARGIN}" y="${MARGIN + 16}" font-size="17" font-weight="bold" fill="${INK}">${text(title)}</text>
${lines.join('\n')}
${drawn.join('\n')}
</svg>
`;
}

function plotSvg(options: Plot.PlotOptions): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const svg = Plot.plot({
    ...options,
    document,
    className: 'plot',
  } as unknown as Plot.PlotOptions) as unknown as Element;
  for (const style of [...svg.querySelectorAll('style')]) style.remove();
  for (const labelled of [...svg.querySelectorAll('[aria-label]')]) labelled.removeAttribute('aria-label');
  svg.setAttribute('font-size', '13');
  svg.setAttribute('font-family', 'Helvetica, Arial, sans-serif');
  svg.setAttribute('fill', INK);
  // The file's own title and description say what it shows.
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('overflow', 'visible');
  svg.removeAttribute('class');
  return svg.outerHTML;
}

function wrapped(sentence: string, length: number): readonly string[] {
  const lines: string[] = [];
  for (const word of sentence.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length + 1 > length) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

function text(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
