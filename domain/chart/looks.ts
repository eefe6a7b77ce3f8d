/** Colours and measures of every chart, in CSS pixels. Raise {@link looksVersion} with any change: cached pictures end with it. */
export const looksVersion = 2;

/** The family that pictures are drawn with; a page falls back to what the reader's device has. */
export const chartFont = 'Binnacle Chart, system-ui, sans-serif';

export const letters = { title: 16, text: 12 } as const;
/** Of the average letter and of the widest usual ones, as a share of the letter's height: for room, never to place text. */
export const letterWidth = 0.58;

export const margin = { side: 12, top: 8, gap: 4, bottom: 6 } as const;

interface Theme {
  background: string;
  text: string;
  faint: string;
  grid: string;
  day: string;
  threshold: string;
  /** One for each series; told apart by people who see few colours, in the order of contrast. */
  lines: readonly string[];
}

export const themes: Record<'dark' | 'light', Theme> = {
  dark: {
    background: '#111a24',
    text: '#e6edf5',
    faint: '#9dafc3',
    grid: '#223244',
    day: '#41566d',
    threshold: '#ff6b6b',
    lines: [
      '#4cc2ff',
      '#ffb454',
      '#7ee081',
      '#ff8fab',
      '#c7a0ff',
      '#f0e06c',
      '#5ce1d0',
      '#ff9e7a',
      '#a0b4ff',
      '#c3ced9',
    ],
  },
  light: {
    background: '#ffffff',
    text: '#17212b',
    faint: '#56677a',
    grid: '#e4e9ef',
    day: '#b3bfcc',
    threshold: '#c62828',
    lines: [
      '#0072b2',
      '#c75000',
      '#00855f',
      '#b83268',
      '#6f42b0',
      '#7d6600',
      '#00737f',
      '#a03c3c',
      '#3f51b5',
      '#56616b',
    ],
  },
};
