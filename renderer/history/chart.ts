import type { Attachment } from 'svelte/attachments';
import type uPlot from 'uplot';
import { dayOfMonthWords, hourWords } from '../ui/time-words.ts';

/** A chart on a canvas, for eyes only: its user says the same in words beside it. */
export interface ChartContent {
  readonly data: uPlot.AlignedData;
  readonly from: number;
  readonly until: number;
  readonly series: readonly ChartSeries[];
  /** What the values on the left say. */
  readonly valueWords: (value: number) => string;
}

export interface ChartSeries {
  /** The name of a colour among the window's tokens. */
  readonly colour: '--accent' | '--online';
  readonly look: 'line' | 'faint' | 'steps';
  /** What it shows, where there is more than one. */
  readonly name?: string;
}

const heightPx = 88;

let library: Promise<typeof uPlot> | undefined;

/** Loaded when a history is opened: the window opens sooner without it. */
const load = (): Promise<typeof uPlot> => (library ??= import('uplot').then((module) => module.default));

/** Draws `content` into the element, as wide as that is, in the colours of the moment. */
export const chart =
  (content: () => ChartContent): Attachment<HTMLElement> =>
  (element) => {
    // Read here, not when the library is there: this is done again when it changes.
    const drawn = content();
    let plot: uPlot | null = null;
    let isGone = false;
    const draw = (): void =>
      void load().then((Plot) => {
        plot?.destroy();
        plot = isGone ? null : new Plot(optionsOf(Plot, element, drawn), drawn.data, element);
      });
    const fit = new ResizeObserver(() => plot?.setSize({ width: element.clientWidth, height: heightPx }));
    fit.observe(element);
    const colours = matchMedia('(prefers-color-scheme: dark)');
    colours.addEventListener('change', draw);
    draw();
    return () => {
      isGone = true;
      fit.disconnect();
      colours.removeEventListener('change', draw);
      plot?.destroy();
    };
  };

function optionsOf(
  Plot: typeof uPlot,
  element: HTMLElement,
  { series, from, until, valueWords }: ChartContent,
): uPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour('--ink-faint'),
    font: `11px ${style.fontFamily}`,
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: element.clientWidth,
    height: heightPx,
    ms: 1,
    padding: [6, 4, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: true, range: [from, until] },
      y: { range: (_plot, _least, most) => [0, (most || 1) * 1.1] },
    },
    axes: [
      { ...axis, size: 24, gap: 6, space: 64, values: timeWords },
      { ...axis, size: 58, gap: 4, space: 26, values: (_plot, values) => values.map(valueWords) },
    ],
    series: [{}, ...series.map((one) => seriesOf(Plot, colour(one.colour), one.look))],
  };
}

function seriesOf(Plot: typeof uPlot, stroke: string, look: ChartSeries['look']): uPlot.Series {
  const { stepped } = Plot.paths;
  switch (look) {
    case 'line':
      return { stroke, width: 1.5, points: { size: 4, fill: stroke } };
    case 'faint':
      return { stroke, width: 1, alpha: 0.45, points: { show: false } };
    case 'steps':
      return {
        stroke,
        width: 1.5,
        points: { show: false },
        ...(stepped === undefined ? {} : { paths: stepped({ align: 1 }) }),
      };
  }
}

/** Times of day within a day or two, days beyond. */
function timeWords(
  _plot: uPlot,
  values: readonly number[],
  _axis: number,
  _space: number,
  step: number,
): string[] {
  return values.map(step < 86_400_000 ? hourWords : dayOfMonthWords);
}
