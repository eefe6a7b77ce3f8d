import { join } from 'node:path';
import { createCanvas, registerFont } from 'canvas';
import type { ChildOrders, FontFault, FontVerdict } from '../protocol.ts';
import { type FontFamily, shippedFonts } from '../shipped-fonts.ts';
import { shippedInk } from '../shipped-ink.ts';
import { fontFilesFault } from './font-files.ts';
import { inkFault, measureInk, probeSize } from './font-ink.ts';

/**
 * Looks at the fonts, before anything is drawn: files, then what is drawn with them. Registers those that will do.
 * `tryOut` is told of each family before the library opens its files.
 */
export function preflight({ fontsDirectory, avoid }: ChildOrders, tryOut: (alias: string) => void): FontVerdict[] {
  const verdicts = shippedFonts.map(family => {
    const fault = avoid.includes(family.alias) ? endedAnother : fontFilesFault(fontsDirectory, family);
    if (fault !== undefined) return verdictOf(family, fault);
    tryOut(family.alias);
    return verdictOf(family, registered(fontsDirectory, family));
  });
  return verdicts.map(verdict => (verdict.fault === undefined ? looked(verdict, tryOut) : verdict));
}

/** The families that will do, as a list for a drawing. */
export function usableFamilies(verdicts: readonly FontVerdict[]): string | undefined {
  const usable = verdicts.filter(({ fault }) => fault === undefined).map(({ alias }) => `"${alias}"`);
  return usable.length === 0 ? undefined : usable.join(', ');
}

const endedAnother: FontFault = {
  code: 'GRAPH_FONT_PARSE',
  detail: 'opening its files ended the process that tried it',
};

function verdictOf({ name, alias }: FontFamily, fault: FontFault | undefined): FontVerdict {
  return { family: name, alias, ...(fault === undefined ? {} : { fault }) };
}

/** All faces of a family must be registered before the first canvas is made. */
function registered(directory: string, { alias, faces }: FontFamily): FontFault | undefined {
  for (const { file, weight } of faces) {
    try {
      registerFont(join(directory, file), { family: alias, weight });
    } catch (cause) {
      return { code: 'GRAPH_FONT_PARSE', detail: `${file}: ${(cause as Error).message}` };
    }
  }
  return undefined;
}

/** A font that is not there, or has no glyphs, fails nothing: only its ink tells. */
function looked(verdict: FontVerdict, tryOut: (alias: string) => void): FontVerdict {
  tryOut(verdict.alias);
  const context = createCanvas(probeSize.width, probeSize.height).getContext('2d');
  for (const { file, weight } of shippedFonts.find(({ alias }) => alias === verdict.alias)!.faces) {
    const fault = inkFault(measureInk(context, verdict.alias, weight), shippedInk[file]!);
    if (fault !== undefined) return { ...verdict, fault: { code: 'GRAPH_FONT_GLYPHS', detail: `${file}: ${fault}` } };
  }
  return verdict;
}
